package io.neurocache.predict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of predict may know which. */
@AnalyzeClasses(
        packages = "io.neurocache.predict",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule policiesAreAFunctionOfTheirCalls =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.predict.eviction")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.neurocache.predict.eviction",
                            "io.neurocache.slab",
                            "java.lang..",
                            "java.util..",
                            "org.jspecify..")
                    .orShould()
                    .callMethod(System.class, "nanoTime")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule policiesKnowNoThreads =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.predict.eviction")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("java.util.concurrent..")
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule tracesKnowNothingOfWhatIsDoneWithThem =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.predict.trace")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.neurocache.predict.eviction", "io.neurocache.predict.replay");

    @ArchTest
    static final ArchRule onlyTheReplayKnowsWhatItMeasuresBeside =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.neurocache.predict.replay")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.github.benmanes..");

    @ArchTest
    static final ArchRule predictionKnowsNeitherHttpNorRaft =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.netty..", "io.neurocache.edge..", "io.neurocache.raft..");
}
