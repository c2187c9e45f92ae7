package org.annoyindex.integration;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.annoyindex", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule queryDoesNotKnowTheBuilder = noClasses()
            .that()
            .resideInAPackage("org.annoyindex.query..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.annoyindex.builder..");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("org.annoyindex.builder.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.annoyindex.builder.cli..");

    /** They reach into the JDK and would need a flag. */
    @ArchTest
    static final ArchRule nothingThatNeedsAFlag = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.agrona\\.(BufferUtil|UnsafeApi|Expandable.*|io\\.DirectBuffer.*"
                    + "|concurrent\\.(UnsafeBuffer|.*ArrayQueue|.*Buffer))");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.annoyindex.builder.(*)..").should().beFreeOfCycles();
}
