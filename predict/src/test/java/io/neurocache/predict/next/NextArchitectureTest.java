package io.neurocache.predict.next;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class NextArchitectureTest {
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.neurocache.predict.next");

    @Test
    void theRankerUsesTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("io.neurocache.predict.next")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.neurocache.predict.next",
                        "io.neurocache.slab",
                        "java..",
                        "org.jspecify..")
                .check(MAIN);
    }

    @Test
    void onlyLinksKnowTheParserOfHtml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.neurocache.predict.next.links")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jsoup..")
                .check(MAIN);
    }

    @Test
    void nothingReadsAClockOrStartsAThread() {
        noClasses().should().callMethod(System.class, "nanoTime").check(MAIN);
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(MAIN);
        noClasses().should().callMethod(Thread.class, "start").check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.neurocache.predict.next.(*)..").should().beFreeOfCycles().check(MAIN);
    }
}
