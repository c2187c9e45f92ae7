package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/KEYS.md, run; and checked to be the page's. */
final class KeysPageTest {
    @TempDir
    private Path folder;

    private final List<Object> printed = new ArrayList<>();

    @Test
    void numbers() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.add(4006381333931L, new float[] {0, 0});
            builder.add(5, new float[] {3, 0});
            builder.add(1_000_000_000_000_000L, new float[] {0, 1});
            builder.write(folder.resolve("products.annoy"));
        }

        try (AnnoyIndex index = AnnoyIndex.load(folder.resolve("products.annoy"))) {
            Neighbors near = index.nearest(new float[] {0, 2}, 2);
            printed.add(index.key(near.id(0))); // 1000000000000000
            printed.add(index.keys(near)[1]); // 4006381333931
            printed.add(index.find(5)); // OptionalInt[1]: the id
            near = index.nearestToKey(4006381333931L, 3); // itself first
            assertEquals("[0: 0.0, 2: 1.0, 1: 3.0]", near.toString());
            near = index.nearestToKey(5, 3, SearchOptions.defaults().filter(index.idsOf(4006381333931L, 5, 7)));
            printed.add(Arrays.toString(index.keys(near))); // [5, 4006381333931]
        }
        assertPrintedAsSaid("Numbers");
    }

    @Test
    void strings() throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 2)) {
            builder.uniqueLabels(true);
            builder.add("tea", new float[] {1, 1});
            builder.add("coffee", new float[] {1, 2});
            builder.add("snow", new float[] {-3, 1});
            builder.write(folder.resolve("words.annoy"));
        }

        try (AnnoyIndex index = AnnoyIndex.load(folder.resolve("words.annoy"))) {
            Neighbors near = index.nearestToKey("coffee", 2);
            printed.add(index.labels(near)); // [coffee, tea]
            near = index.nearest(
                    new float[] {1, 1}, 1, SearchOptions.defaults().filter(index.idsOf(List.of("coffee", "snow"))));
            printed.add(index.label(near.id(0))); // coffee
            printed.add(index.keyKind()); // STRINGS
        }
        assertPrintedAsSaid("Strings");
    }

    /** Each line of a section's example is in this test, in the same order, and prints what is written behind it. */
    private void assertPrintedAsSaid(final String section) throws IOException {
        final Path root = Path.of("..").toAbsolutePath().normalize();
        final String test = squeeze(
                Files.readString(root.resolve("index-builder/src/test/java/org/annoyindex/builder/KeysPageTest.java")));
        final String page = Files.readString(root.resolve("docs/KEYS.md"));
        final int start = page.indexOf("```java\n", page.indexOf("## " + section + "\n")) + 8;
        final String example = page.substring(start, page.indexOf("```", start));
        int at = 0;
        for (final String line : example.lines().toList()) {
            final String code =
                    squeeze(line.replace("Path.of(", "folder.resolve(").replace("System.out.println(", "printed.add("));
            at = test.indexOf(code, at);
            assertTrue(at >= 0, "not in the test, or not in this order: " + line);
            at += code.length();
        }
        final List<String> said = Pattern.compile("println.*// ([^:\n]*)")
                .matcher(example)
                .results()
                .map(result -> result.group(1))
                .toList();
        assertEquals(said, printed.stream().map(Object::toString).toList());
    }

    private static String squeeze(final String code) {
        return code.replaceAll("\\s+", "");
    }
}
