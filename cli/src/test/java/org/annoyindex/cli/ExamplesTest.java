package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the examples of the README, of the pages in {@code docs} and of the Javadoc, as they stand there. */
@Tag("once")
final class ExamplesTest extends CommandFixture {
    private static final Pattern FILE =
            Pattern.compile("[\\w.]+\\.(?:txt(?:\\.gz)?|csv|jsonl|npy|fvecs|ivecs|bitmap|ann(?:oy)?)");
    private static final Pattern OUTPUT = Pattern.compile(" --output (\\S+)");
    private static final Pattern PRINTED_AS_SAID = Pattern.compile("System\\.out\\.println.*// ([^:\n]*)");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /**
     * What holds where the Java of a page is run.
     *
     * @param given statements before it.
     * @param behind statements, mostly assertions, by the beginning of the line behind which they are put.
     * @param printed patterns of the lines that it prints.
     */
    private record Checks(String given, Map<String, String> behind, List<String> printed) {
        String applyTo(final String java) {
            final StringBuilder checked = new StringBuilder(given).append('\n');
            int checks = 0;
            for (final String line : java.lines().toList()) {
                checked.append(line).append('\n');
                for (final Map.Entry<String, String> check : behind.entrySet()) {
                    if (line.strip().startsWith(check.getKey())) {
                        checked.append(check.getValue()).append('\n');
                        checks++;
                    }
                }
            }
            assertEquals(behind.size(), checks, "each is behind one line: " + behind.keySet());
            return checked.toString();
        }
    }

    private static final Checks NO_CHECKS = new Checks("", Map.of(), List.of());

    private static final Map<String, Checks> CHECKS = Map.of(
            "README.md",
            new Checks(
                    "",
                    Map.of(
                            "near = index.nearest(query, 10, SearchOptions.exact());",
                            "assertEquals(\"[2: 0.3203646, 1: 0.45950586, 0: 1.4142135]\", near.toString());",
                            "near = index.nearest(query, 10, SearchOptions.defaults().filter(",
                            "assertArrayEquals(new int[] {2, 0}, near.ids());",
                            "near = index.within(",
                            "assertArrayEquals(new int[] {2, 1}, near.ids());"),
                    List.of("three at 0\\.3203646", "two at 0\\.45950586")),
            "COMING_FROM_ANNOY.md",
            new Checks(
                    "",
                    Map.of(
                            "float[] distances = ",
                            "assertArrayEquals(new int[] {1, 0}, ids); assertEquals(0.3203646f, distances[0]);"),
                    List.of()),
            "ANNOY.md",
            new Checks(
                    "RoaringBitmap ids = allowedIds;",
                    Map.of(
                            "index.nearest(Query.of(vector), 10, SearchOptions.exact());",
                            "assertEquals(1200, index.size());"),
                    List.of()),
            "FILTERS.md",
            new Checks(
                    """
                    float[][] vectors = {{1, 0}, {0, 1}, {1, 1}, {2, 1}};
                    float[] vector = vectors[0];
                    AnnoyIndex index = AnnoyIndex.load(
                            SampleVectors.build(folder.resolve("x.annoy"), Metric.EUCLIDEAN, vectors));\
                    """,
                    Map.of(
                            "Neighbors near = ", "assertArrayEquals(new int[] {0}, near.ids());",
                            "Neighbors truth = ",
                                    "assertArrayEquals(new int[] {0, 1, 3}, truth.ids()); index.close();"),
                    List.of()),
            "KEYS.md",
            new Checks(
                    "",
                    Map.of(
                            "near = index.nearest(Query.key(4006381333931L), 3);",
                            "assertEquals(\"[0: 0.0, 2: 1.0, 1: 3.0]\", near.toString());"),
                    List.of(
                            "1000000000000000",
                            "4006381333931",
                            "OptionalInt\\[1\\]",
                            "\\[5, 4006381333931\\]",
                            "\\[coffee, tea\\]",
                            "coffee",
                            "STRINGS")),
            "RECALL.md",
            new Checks(
                    "Neighbors near;",
                    Map.of(
                            "near = index.nearest(Query.of(vector), 10, SearchOptions.recall(1));",
                            "assertEquals(index.nearest(vector, 10, SearchOptions.exact()).toString(),"
                                    + " near.toString());",
                            "new RecallTuner(",
                            """
                            try (AnnoyIndex tuned = AnnoyIndex.load(folder.resolve("words.annoy"))) {
                                assertEquals(4, tuned.info().recallProfile().size());
                            }\
                            """),
                    List.of()),
            "SEARCH.md",
            new Checks(
                    "",
                    Map.of(
                            "round = index.within(Query.of(point), 2, 4, ",
                            "assertEquals(\"[5050: 0.0, 4950: 1.0, 5049: 1.0, 5051: 1.0]\", round.toString());",
                            "round = index.within(Query.of(point), 50, ",
                            "assertTrue(round.size() > 7000, round.size() + \"\");",
                            "List<Neighbors> each = ",
                            "assertEquals(index.nearest(point, 5).toString(), each.get(0).toString());",
                            "Neighbors first = ",
                            "assertEquals(index.nearest(point, 10).toString(), first.toString());",
                            "Neighbors second = ",
                            "assertEquals(10, second.size());",
                            "Searcher searcher = ",
                            "assertEquals(10_000, pages.returned());",
                            "SearchStatistics statistics = ",
                            """
                            assertTrue(statistics.scanned() < 5000, statistics.toString());
                            assertTrue(statistics.exactComparisons() < 1000, statistics.toString());
                            index.close();\
                            """),
                    List.of(
                            "5050 at 0\\.0",
                            "4950 at 1\\.0",
                            "5049 at 1\\.0",
                            "5051 at 1\\.0",
                            "5150 at 1\\.0",
                            "13",
                            "\\d+ of 10000",
                            "\\d+")),
            "SERVING.md",
            new Checks(
                    "",
                    Map.of(),
                    List.of(
                            "\\d+ % of the file in memory",
                            "\\[word\\d+, word\\d+, word\\d+\\]",
                            "\\[word\\d+, word\\d+, word\\d+\\]",
                            "word\\d+",
                            "word\\d+")));

    @TempDir
    private static Path originals;

    private static ExampleFiles files;

    @BeforeAll
    static void makeFiles() throws IOException {
        files = new ExampleFiles(originals);
    }

    private String runJava(final String example) throws IOException {
        return Examples.run(example, files.copyInto(Files.createTempDirectory(folder, "example")));
    }

    private static Stream<Page> pagesWithJava() throws IOException {
        return Page.all(ROOT).stream().filter(page -> !page.java().isEmpty());
    }

    private static Stream<Page> pagesWithCommands() throws IOException {
        return Page.all(ROOT).stream().filter(page -> !page.commands().isEmpty());
    }

    @Test
    void noPageIsForgotten() throws IOException {
        assertEquals(
                CHECKS.keySet().stream().sorted().toList(),
                pagesWithJava().map(Page::toString).sorted().toList());
        assertEquals(
                List.of(
                        "ANNOY.md",
                        "COMMANDS.md",
                        "FILTERS.md",
                        "KEYS.md",
                        "LINKS.md",
                        "README.md",
                        "RECALL.md",
                        "SEARCH.md"),
                pagesWithCommands().map(Page::toString).sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("pagesWithJava")
    void javaOfPagesWorks(final Page page) throws IOException {
        final Checks checks = CHECKS.getOrDefault(page.toString(), NO_CHECKS);
        assertLinesMatch(
                checks.printed().stream(), runJava(checks.applyTo(page.java())).lines());
    }

    @Test
    void theKeysPageSaysWhatIsPrinted() throws IOException {
        final String java = pagesWithJava()
                .filter(page -> page.toString().equals("KEYS.md"))
                .findFirst()
                .orElseThrow()
                .java();
        assertLinesMatch(
                CHECKS.get("KEYS.md").printed().stream(),
                PRINTED_AS_SAID.matcher(java).results().map(said -> said.group(1)));
    }

    @ParameterizedTest
    @MethodSource("pagesWithCommands")
    void commandsOfPagesWork(final Page page) throws IOException {
        files.copyInto(folder);
        for (final String command : page.commands()) {
            assertRuns(Stream.of(command.split(" +"))
                    .map(word -> FILE.matcher(word).matches() ? folder.resolve(word) : word)
                    .toArray());
            final Matcher output = OUTPUT.matcher(command);
            assertTrue(!output.find() || Files.exists(folder.resolve(output.group(1))), command);
        }
    }

    @Test
    void examplesInTheJavadocWork() throws IOException {
        final List<String> documented = new ArrayList<>();
        for (final Path source : sources()) {
            for (final String example : Examples.in(source)) {
                runJava(example);
                documented.add(source.getFileName().toString());
            }
        }
        assertTrue(
                documented.containsAll(List.of(
                        "AnnoyIndex.java",
                        "IndexBuilder.java",
                        "Neighbors.java",
                        "SearchOptions.java",
                        "SwappableIndex.java")),
                documented.toString());
    }

    private static List<Path> sources() throws IOException {
        final List<Path> sources = new ArrayList<>();
        for (final String module : new String[] {"core", "query", "index-builder"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    @Test
    void examplesAreRunAsTheyStand() throws IOException {
        assertEquals(
                "true coffee",
                runJava("System.out.print(Files.exists(Path.of(\"words.annoy\")) + \" \" + index.label(7));"));
    }
}
