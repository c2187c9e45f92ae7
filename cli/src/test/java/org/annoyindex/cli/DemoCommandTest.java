package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code annoy demo} prints and the files that it leaves. */
@Tag("once")
final class DemoCommandTest extends CommandFixture {
    private static final Pattern FILE = Pattern.compile("(--output )?([\\w.]+\\.(?:txt|fvecs|ivecs|annoy|ann))");

    @Test
    void leavesTheFilesOfTheReadme() throws IOException {
        final Path demo = folder.resolve("demo");
        assertRuns("demo --output", demo);
        assertTrue(out.toString().contains("king       prince"), out.toString());
        assertTrue(out.toString().contains("written: " + demo.resolve("words.txt") + ", "), out.toString());
        final Set<String> found = new HashSet<>();
        for (final Page page : Page.all(Path.of(".."))) {
            if (page.toString().equals("README.md")) {
                checkFiles(page.commands(), demo, found);
            }
        }
        assertTrue(found.containsAll(Set.of("words.txt", "words.ann", "q.fvecs", "nouns.txt")), found.toString());

        try (AnnoyIndex index = AnnoyIndex.load(demo.resolve("words.annoy"))) {
            assertEquals(10_000, index.size());
            final List<String> nouns = Files.readAllLines(demo.resolve("nouns.txt"));
            assertTrue(nouns.contains(Integer.toString(index.idOf("coffee").orElseThrow())), nouns.toString());
        }
        assertRuns("query", demo.resolve("words.annoy"), "--vectors", demo.resolve("q.fvecs"), "-k 1");
        assertEquals(2 * 200, lines().size());
        assertRuns("info", demo.resolve("words.ann"), "--metric angular --dimension 100");
        assertTrue(out.toString().contains("items                      10000"), out.toString());

        Files.writeString(demo.resolve("nouns.txt"), "0\n");
        assertRuns("demo --output", demo);
        assertTrue(Files.readAllLines(demo.resolve("nouns.txt")).size() > 1, "files of an earlier demo are replaced");
    }

    /** Every file that a command reads is one of the demo or one that an earlier command writes. */
    private static void checkFiles(final List<String> commands, final Path demo, final Set<String> found) {
        final Set<String> written = new HashSet<>();
        for (final String command : commands) {
            final Matcher file = FILE.matcher(command);
            while (file.find()) {
                if (file.group(1) != null) {
                    written.add(file.group(2));
                } else if (!written.contains(file.group(2))) {
                    assertTrue(Files.exists(demo.resolve(file.group(2))), "no " + file.group(2) + " for " + command);
                    found.add(file.group(2));
                }
            }
        }
    }

    @Test
    void filesOfAnotherOriginAreKept() throws IOException {
        final Path words = write("words.txt", "mine 1 2\n");
        final byte[] before = Files.readAllBytes(words);
        assertError(
                1,
                words + " exists and is not from a demo; choose another folder with --output",
                "demo --output",
                folder);
        assertArrayEquals(before, Files.readAllBytes(words));
        assertError(1, words + " exists already; name another", "demo --output", words);
        Files.delete(words);
        final Path nouns = write("nouns.txt", "1\n");
        assertError(
                1,
                nouns + " exists and is not from a demo; choose another folder with --output",
                "demo --output",
                folder);
    }
}
