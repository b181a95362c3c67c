package io.neurocache.raft;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the core may know: it runs in a simulation as it runs in production. */
@AnalyzeClasses(
        packages = "io.neurocache.raft",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String CORE = "io.neurocache.raft";

    @ArchTest
    static final ArchRule theCoreIsPure =
            noClasses()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            CORE,
                            "io.neurocache.slab",
                            "java.lang..",
                            "java.util",
                            "java.util.function",
                            "java.util.random",
                            "java.util.stream",
                            "java.nio",
                            "java.nio.charset",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule theCoreUsesChecksAloneOfTheSlab =
            noClasses()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .dependOnClassesThat(
                            new DescribedPredicate<>("are of the slab and no checks") {
                                @Override
                                public boolean test(JavaClass other) {
                                    return other.getPackageName().equals("io.neurocache.slab")
                                            && !other.getSimpleName().equals("Check")
                                            && !other.getSimpleName().equals("InvariantViolation");
                                }
                            });

    @ArchTest
    static final ArchRule theCoreReadsNoClock =
            noClasses()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule theCoreKnowsNoThread =
            noClasses()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule theCoreDrawsOnlyFromWhatItIsGiven =
            noClasses()
                    .that()
                    .resideInAPackage(CORE)
                    .should()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.Random.class)
                    .orShould()
                    .dependOnClassesThat()
                    .areAssignableTo(java.util.SplittableRandom.class)
                    .orShould()
                    .callMethod(Math.class, "random");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.neurocache.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheBlockingClientSleepsOnItsCallersThread =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.neurocache.raft.client")
                    .should()
                    .callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule nothingEndsTheProcess =
            noClasses().should().callMethod(System.class, "exit", int.class);
}
