package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Holds what programs can use to the list in {@code public-api.txt}, so that no change of it goes unseen. After a change
 * that is meant, replace the list by what the failed test wrote.
 */
@Tag("once")
final class PublicApiTest {
    private static final String LIST = "public-api.txt";
    private static final Path WRITTEN = Path.of("target", LIST);

    /** The packages that modules export to everyone. */
    private static final Set<String> EXPORTED = Set.of(
            "org.annoyindex.core", "org.annoyindex.query", "org.annoyindex.builder", "org.annoyindex.builder.input");

    private static final Set<String> OF_EVERY_RECORD = Set.of("equals", "hashCode", "toString");

    @Test
    void publicApiIsTheListedOne() throws IOException {
        final String actual = ArchitectureTest.CLASSES.stream()
                .filter(type -> EXPORTED.contains(type.getPackageName()))
                .filter(PublicApiTest::isVisible)
                .map(JavaClass::reflect)
                .sorted((a, b) -> a.getName().compareTo(b.getName()))
                .map(PublicApiTest::describe)
                .collect(Collectors.joining("\n"));
        Files.createDirectories(WRITTEN.getParent());
        Files.writeString(WRITTEN, actual);
        try (InputStream listed = getClass().getResourceAsStream(LIST)) {
            assertNotNull(listed, "no " + LIST + " beside this class");
            assertEquals(
                    new String(listed.readAllBytes(), StandardCharsets.UTF_8),
                    actual,
                    "the public API has changed; if that is meant, copy integration-tests/" + WRITTEN + " over "
                            + LIST);
        }
    }

    private static boolean isVisible(final JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiTest::isVisible).orElse(true);
    }

    private static String describe(final Class<?> type) {
        final Stream<Executable> constructors = Arrays.stream(type.getDeclaredConstructors());
        final Stream<Executable> methods = Arrays.stream(type.getDeclaredMethods());
        final List<String> members = Stream.of(constructors, methods, Arrays.<Member>stream(type.getDeclaredFields()))
                .flatMap(some -> some)
                .map(Member.class::cast)
                .filter(member ->
                        Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()))
                .filter(member -> !member.isSynthetic())
                .filter(member -> !type.isRecord() || !OF_EVERY_RECORD.contains(member.getName()))
                .map(member -> "    " + describe(member, type) + "\n")
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
        return type.toGenericString() + "  // " + members.size() + " members\n" + String.join("", members);
    }

    private static String describe(final Member member, final Class<?> type) {
        final String text = member instanceof Method method
                ? method.toGenericString()
                : member instanceof Constructor<?> constructor
                        ? constructor.toGenericString()
                        : ((Field) member).toGenericString();
        return text.replace(type.getName() + ".", "")
                .replace(type.getName() + "(", "new(")
                .replaceAll(
                        "\\b(java\\.(lang|util|util\\.function|util\\.stream|util\\.concurrent|nio|nio\\.file|io)|org\\.annoyindex\\.\\w+)\\.(?=[A-Z])",
                        "");
    }
}
