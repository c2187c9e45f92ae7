package org.annoyindex.integration;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.agrona.IoUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the structure, all in this place: what may use what, and what is done in one place only. */
@Tag("once")
final class ArchitectureTest {
    /** A larger circle of classes cannot be read from top to bottom. */
    private static final int LARGEST_CIRCLE = 3;

    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.annoyindex");

    private static final DescribedPredicate<JavaAccess<?>> MAPS_FILE = DescribedPredicate.describe(
            "map a file",
            access -> access.getName().startsWith("map")
                    && (access.getTargetOwner().isAssignableTo(FileChannel.class)
                            || access.getTargetOwner().isEquivalentTo(IoUtil.class)));

    /** Each module and those above it, which it must not know. */
    @ParameterizedTest
    @CsvSource({
        "org.annoyindex.core,    org.annoyindex.query",
        "org.annoyindex.core,    org.annoyindex.builder",
        "org.annoyindex.core,    org.annoyindex.cli",
        "org.annoyindex.query,   org.annoyindex.builder",
        "org.annoyindex.query,   org.annoyindex.cli",
        "org.annoyindex.builder, org.annoyindex.cli",
        "org.annoyindex.builder, org.annoyindex.formats",
        "org.annoyindex.core,    org.annoyindex.formats",
        "org.annoyindex.query,   org.annoyindex.formats",
        "org.annoyindex.formats, org.annoyindex.cli",
        "org.annoyindex.cli,     org.annoyindex.formats",
    })
    void modulesDependInOneDirection(final String lower, final String higher) {
        noClasses()
                .that()
                .resideInAPackage(lower + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(higher + "..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "query", "builder", "formats"})
    void packagesBelowTheRootOfAModuleHaveNoCircles(final String module) {
        slices().matching("org.annoyindex." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void rootPackageOfCoreUsesNoneBelowIt() {
        noClasses()
                .that()
                .resideInAPackage("org.annoyindex.core")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.annoyindex.core.*..")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "query", "builder", "formats", "cli"})
    void noCircleOfClassesIsLarge(final String module) {
        final JavaClasses classes = CLASSES.that(resideInAnyPackage("org.annoyindex." + module + ".."));
        final List<Set<String>> large = new ClassCircles(classes)
                .circles().stream()
                        .filter(circle -> circle.size() > LARGEST_CIRCLE)
                        .toList();
        assertEquals(List.of(), large, "classes that depend on each other");
    }

    @Test
    void onlyCoreMemoryMapsFiles() {
        noClasses()
                .that(resideOutsideOfPackages("org.annoyindex.core.memory"))
                .should()
                .accessTargetWhere(MAPS_FILE)
                .check(CLASSES);
        final Set<String> mapping = CLASSES.stream()
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(MAPS_FILE))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
        // On JDK 25 it is ArenaMapper, which may not be on the class path.
        mapping.remove("ArenaMapper");
        assertEquals(Set.of("BufferMapper"), mapping);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that(resideOutsideOfPackages("org.annoyindex.cli.."))
                .should(ACCESS_STANDARD_STREAMS)
                .check(CLASSES);
    }

    /** These reach into the JDK and would need a flag. */
    @Test
    void nothingNeedsAFlag() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveNameMatching("org\\.agrona\\.(BufferUtil|UnsafeApi|Expandable.*|io\\.DirectBuffer.*"
                        + "|concurrent\\.(UnsafeBuffer|.*ArrayQueue|.*Buffer))")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"picocli..", "org.HdrHistogram..", "org.annoyindex.testdata.."})
    void onlyTheCommandLineUses(final String library) {
        noClasses()
                .that(resideOutsideOfPackages("org.annoyindex.cli..", "org.annoyindex.testdata.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
        assertTrue(
                CLASSES.stream()
                        .anyMatch(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> resideInAnyPackage(library)
                                        .test(dependency.getTargetClass().getBaseComponentType()))),
                "nothing uses " + library + "; delete this rule");
    }

    /** Heavy libraries are not for programs that only build and search. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.fasterxml..",
                "io.jhdf..",
                "org.apache.parquet..",
                "shaded.parquet..",
                "net.jpountz..",
                "com.github.luben.."
            })
    void onlyFormatsAndTheCommandLineUse(final String library) {
        noClasses()
                .that(resideOutsideOfPackages("org.annoyindex.formats..", "org.annoyindex.cli.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES);
        assertTrue(
                CLASSES.stream()
                        .anyMatch(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> resideInAnyPackage(library)
                                        .test(dependency.getTargetClass().getBaseComponentType()))),
                "nothing uses " + library + "; delete this rule");
    }
}
