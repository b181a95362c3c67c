package io.neurocache.slab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.neurocache.slab");

    private static final JavaClasses TESTS =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.OnlyIncludeTests())
                    .importPackages("io.neurocache.slab");

    @Test
    void theSlabUsesTheJdkAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.neurocache.slab..", "java..", "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void theSlabStartsNoThreadAndReadsNoProperty() {
        noClasses().should().callMethod(Thread.class, "start").check(MAIN);
        noClasses().should().callMethod(System.class, "getProperty", String.class).check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MAIN);
    }

    @Test
    void onlyMemoryTouchesTheMappingAndOnlyPreallocationCallsC() {
        noClasses()
                .that()
                .doNotHaveSimpleName("Memory")
                .should()
                .callMethodWhere(
                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                        com.tngtech.archunit.core.domain.properties.HasOwner
                                                .Predicates.With.owner(
                                                com.tngtech.archunit.core.domain.JavaClass
                                                        .Predicates.type(
                                                        java.lang.foreign.MemorySegment.class)))
                                .and(
                                        com.tngtech.archunit.core.domain.JavaCall.Predicates.target(
                                                com.tngtech.archunit.core.domain.properties.HasName
                                                        .Predicates.nameMatching(
                                                        "get|set|copy|fill|reinterpret|.*AtIndex"))))
                .check(MAIN);
        noClasses()
                .that()
                .doNotHaveSimpleName("Preallocation")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .check(MAIN);
    }

    @Test
    void noTestSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(TESTS);
    }
}
