package org.annoyindex.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.annoyindex", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule coreKnowsNeitherQueryNorBuilder = noClasses()
            .that()
            .resideInAPackage("org.annoyindex.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.annoyindex.query..", "org.annoyindex.builder..");

    /** They reach into the JDK and would need a flag. */
    @ArchTest
    static final ArchRule nothingThatNeedsAFlag = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.agrona\\.(BufferUtil|UnsafeApi|Expandable.*|io\\.DirectBuffer.*"
                    + "|concurrent\\.(UnsafeBuffer|.*ArrayQueue|.*Buffer))");

    @ArchTest
    static final ArchRule packagesHaveNoCircles =
            slices().matching("org.annoyindex.core.(*)..").should().beFreeOfCycles();

    /** Everything uses the root package. */
    @ArchTest
    static final ArchRule rootPackageUsesNoneBelowIt = noClasses()
            .that()
            .resideInAPackage("org.annoyindex.core")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.annoyindex.core.*..");
}
