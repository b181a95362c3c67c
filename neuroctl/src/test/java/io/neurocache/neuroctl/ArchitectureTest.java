package io.neurocache.neuroctl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What keeps the start fast. */
class ArchitectureTest {
    @Test
    void nothingOnTheWayOfACommandKnowsNetty() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "org.slf4j..",
                        "io.neurocache.raft.server..",
                        "io.neurocache.raft.transport..",
                        "io.neurocache.raft.store..")
                .check(
                        new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages(
                                        "io.neurocache.neuroctl",
                                        "io.neurocache.raft.client",
                                        "io.neurocache.raft.wire"));
    }
}
