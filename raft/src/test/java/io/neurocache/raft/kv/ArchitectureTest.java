package io.neurocache.raft.kv;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What keeps the state machine the same on every server, and the wire free of sockets. */
class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.neurocache.raft.kv", "io.neurocache.raft.wire");

    @Test
    void theWireKnowsTheCoreAndJacksonAlone() {
        classes()
                .that()
                .resideInAPackage("io.neurocache.raft.wire")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.neurocache.raft",
                        "io.neurocache.raft.wire",
                        "io.neurocache.slab",
                        "com.fasterxml.jackson.core..",
                        "java.io",
                        "java.lang..",
                        "java.nio",
                        "java.nio.charset",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void theStateMachineHasNoClockThreadOrChance() {
        noClasses().should().callMethod(System.class, "nanoTime").check(MAIN);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
        noClasses().should().dependOnClassesThat().resideInAPackage("java.time..").check(MAIN);
        noClasses().should().dependOnClassesThat().resideInAPackage("java.net..").check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.concurrent..")
                .check(MAIN);
        noClasses().should().dependOnClassesThat().areAssignableTo(Thread.class).check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(RandomGenerator.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(MAIN);
    }
}
