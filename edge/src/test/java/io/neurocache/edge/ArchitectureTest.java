package io.neurocache.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of the edge may know which. */
@AnalyzeClasses(
        packages = "io.neurocache.edge",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule theRulesArePure =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.rules")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.neurocache.edge.rules",
                            "java.lang..",
                            "java.util..",
                            "java.nio",
                            "java.nio.charset",
                            "java.security",
                            "java.time..",
                            "org.jspecify..");

    @ArchTest
    static final ArchRule theRulesReadNoClock =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.rules")
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule whatDecidesAboutPurgesIsPure =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.coherence")
                    .should()
                    .dependOnClassesThat()
                    .resideOutsideOfPackages(
                            "io.neurocache.edge.coherence",
                            "io.neurocache.slab",
                            "java.lang..",
                            "java.util..",
                            "org.jspecify..")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule protocolsKnowNothingOfTheCache =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.neurocache.edge.server", "io.neurocache.edge.exchange")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.neurocache.edge.cache",
                            "io.neurocache.edge.store",
                            "io.neurocache.edge.origin");

    @ArchTest
    static final ArchRule theCacheKnowsNoProtocol =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.neurocache.edge.cache", "io.neurocache.edge.store")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.neurocache.edge.server", "io.netty.handler.codec..");

    @ArchTest
    static final ArchRule originsKnowNothingOfTheCache =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.origin")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.neurocache.edge.cache",
                            "io.neurocache.edge.store",
                            "io.neurocache.edge.server");

    @ArchTest
    static final ArchRule peersKnowNothingOfTheCache =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.peer")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.neurocache.edge.cache",
                            "io.neurocache.edge.store",
                            "io.neurocache.edge.server");

    @ArchTest
    static final ArchRule originsKnowNothingOfPeers =
            noClasses()
                    .that()
                    .resideInAPackage("io.neurocache.edge.origin")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.neurocache.edge.peer");

    @ArchTest
    static final ArchRule nothingSleeps =
            noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule nothingEndsTheProcess =
            noClasses().should().callMethod(System.class, "exit", int.class);
}
