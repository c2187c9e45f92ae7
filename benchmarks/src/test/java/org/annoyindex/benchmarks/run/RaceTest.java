package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.benchmarks.contender.OwnContender;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.SplitMix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class RaceTest {
    private static final int ITEMS = 60;
    private static final int QUERIES = 5;
    private static final int DIMENSION = 4;
    private static final int K = 3;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();

    @BeforeEach
    void writeData() throws IOException {
        final SplitMix random = new SplitMix(1);
        final float[][] base = rows(ITEMS, random);
        final float[][] queries = rows(QUERIES, random);
        write("toy.base.fvecs", base);
        write("toy.queries.fvecs", queries);
        final int[][] truth = new int[QUERIES][];
        for (int q = 0; q < QUERIES; q++) {
            final float[] query = queries[q];
            truth[q] = IntStream.range(0, ITEMS)
                    .boxed()
                    .sorted(Comparator.comparingDouble(id -> PassCheck.distance(Metric.EUCLIDEAN, query, base[id])))
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), truth);
        Files.writeString(folder.resolve("toy.metric"), "euclidean\n");
    }

    @Test
    void correctLibraryIsMeasuredInEveryRound() throws IOException {
        final List<ResultLine> lines = race(3, LIMIT).run(List.of(fake("none")), false);

        assertEquals(3, lines.size());
        final ResultLine.Build build = (ResultLine.Build) lines.get(0);
        assertEquals(new ResultLine.Library("fake", "Fake", "1.5", "Java", "none"), build.library());
        assertEquals("trees 7".length(), build.indexBytes());
        final ResultLine.Search search = (ResultLine.Search) lines.get(2);
        assertEquals(Parameters.parse("effort=20"), search.searchParameters());
        for (final ResultLine.Figures figures : List.of(search.validation(), search.test())) {
            assertEquals(1.0, figures.recall());
            assertEquals(3, figures.wallQps().size());
            assertTrue(figures.wallQps().stream().allMatch(rate -> rate > 0 && rate < 1e8));
        }
        assertTrue(search.latencyMicros().p50() <= search.latencyMicros().p999());
        assertTrue(search.rssBytes() > 0);
    }

    @Test
    void indexIsRebuiltOnlyWhenOutOfDate() throws IOException {
        race(1, LIMIT).run(List.of(fake("none")), false);
        assertEquals(1, builds());
        race(1, LIMIT).run(List.of(fake("none")), false);
        assertEquals(1, builds());
        race(1, LIMIT).run(List.of(fake("none")), true);
        assertEquals(2, builds());

        Files.setLastModifiedTime(
                folder.resolve("toy.base.fvecs"), FileTime.from(Instant.now().plusSeconds(60)));
        race(1, LIMIT).run(List.of(fake("none")), false);
        assertEquals(3, builds());
    }

    @Test
    void recallOfEachHalfOfTheQueriesIsItsOwn() throws IOException {
        final int[][] truth = IvecsFile.read(folder.resolve("toy.truth.ivecs"));
        // Only the first neighbor of query 1, and the first two of query 3, are as near as the last of this truth.
        truth[1] = new int[] {truth[1][0], truth[1][0], truth[1][0]};
        truth[3] = new int[] {truth[3][0], truth[3][1], truth[3][1]};
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), truth);

        final ResultLine.Search search = (ResultLine.Search)
                race(1, LIMIT).run(List.of(fake("none")), false).get(1);

        assertEquals(1.0, search.validation().recall());
        assertEquals((1 + 2) / 6.0, search.test().recall(), 1e-9);
    }

    @Test
    void sweepEndsByTheRecallOfTheValidationQueries() throws IOException {
        final int[][] truth = IvecsFile.read(folder.resolve("toy.truth.ivecs"));
        truth[1] = new int[] {truth[1][0], truth[1][0], truth[1][0]};
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), truth);
        final Entry entry = entryOfOneSweep("effort=10", "effort=20");
        assertEquals(2, race(1, LIMIT).run(List.of(entry), false).size(), "a build and one setting");

        truth[2] = new int[] {truth[2][0], truth[2][0], truth[2][0]};
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), truth);
        assertEquals(3, race(1, LIMIT).run(List.of(entry), false).size(), "a build and two settings");
    }

    @Test
    void dataSetsWithOneQueryAreRefused() throws IOException {
        write("toy.queries.fvecs", rows(1, new SplitMix(1)));
        IvecsFile.write(folder.resolve("toy.truth.ivecs"), new int[][] {{0, 1, 2}});

        assertEquals(
                folder.resolve("toy.queries.fvecs").toAbsolutePath()
                        + " has one query, but settings are chosen by one half of the queries and compared with the"
                        + " other; prepare the data set with more",
                assertThrows(IOException.class, () -> race(1, LIMIT).run(List.of(fake("none")), false))
                        .getMessage());
    }

    private Entry entryOfOneSweep(final String... settings) {
        final Entry entry = fake("none");
        return new Entry(
                entry.id(),
                entry.label(),
                entry.language(),
                entry.kernel(),
                entry.command(),
                entry.environment(),
                entry.program(),
                entry.ageOfProgram(),
                entry.threads(),
                entry.buildParameters(),
                List.of(Stream.of(settings).map(Parameters::parse).toList()));
    }

    private long builds() {
        return progress.stream().filter("fake: building"::equals).count();
    }

    @Test
    void ownIndexIsMeasured() throws IOException {
        final Entry own = entry("annoyindex-scalar", OwnContender.class, "scalar", "trees=1 links=auto", "recall=0.9");

        final List<ResultLine> lines = race(1, LIMIT).run(List.of(own), false);

        // So small an index has no profile, so that searches for any recall compare all items.
        assertEquals(1.0, ((ResultLine.Search) lines.get(1)).test().recall());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            id too large   | fake: wrong answer to query 0: id 60 is not from 0 to 59
            negative id    | fake: wrong answer to query 0: id -2 is not from 0 to 59
            another id     | fake: wrong answer to query 0: id \\d+ has reported distance .*
            repeated id    | fake: wrong answer to query 0: id \\d+ is repeated
            gap            | fake: wrong answer to query 0: answer 1 is missing, but a later one is not
            distance       | fake: wrong answer to query 0: id \\d+ has reported distance .*, but true distance .*
            not a number   | fake: wrong answer to query 0: id \\d+ has reported distance NaN .*
            few rows       | fake: its answers have 12 bytes, expected 104
            cannot         | fake: java.lang.IllegalStateException: cannot be set
            no index       | fake: reported a build, but wrote no index
            dies           | fake: ended with exit code 3 instead of answering 'done'; last line of its output: out of ideas .*
            """)
    void libraryThatFailsOrGivesWrongAnswersEndsTheRun(final String fault, final String error) {
        final String message = assertThrows(
                        IOException.class, () -> race(1, LIMIT).run(List.of(fake(fault)), false))
                .getMessage();

        assertTrue(message.matches(error), message);
    }

    @Test
    void libraryThatHangsIsKilledAtTheTimeLimit() {
        assertEquals(
                "fake: did not answer for 1 s and was killed; raise --time-limit",
                assertThrows(
                                IOException.class,
                                () -> race(1, Duration.ofSeconds(1)).run(List.of(fake("hangs")), false))
                        .getMessage());
    }

    @Test
    void libraryThatDoesNotStartIsKilled() {
        assertEquals(
                "fake: did not answer for 1 s and was killed; raise --time-limit",
                assertThrows(
                                IOException.class,
                                () -> EntryProcess.start(
                                        fake("silent"), folder.resolve("a.log"), Duration.ofSeconds(1)))
                        .getMessage());
    }

    @Test
    void missingProgramIsNamed() {
        final Entry entry = new Entry(
                "fake",
                "Fake",
                "C++",
                "native",
                List.of(folder.resolve("nothing").toString()),
                Map.of(),
                folder,
                false,
                1,
                Parameters.parse(""),
                List.of());

        final String message = assertThrows(IOException.class, () -> EntryProcess.start(entry, folder.resolve("a.log")))
                .getMessage();
        assertTrue(message.startsWith("fake: cannot be started ("), message);
        assertTrue(message.endsWith("); run 'bin/bench install'"), message);
    }

    private Race race(final int rounds, final Duration limit) throws IOException {
        final Path logs = folder.resolve("logs");
        return new Race(
                "2026-11-24T12:00:00Z",
                BenchmarkData.open(folder, "toy"),
                K,
                rounds,
                new Race.Warmth(1, Duration.ZERO),
                new IndexCache(folder.resolve("indexes"), logs, limit, progress::add),
                logs,
                limit,
                progress::add);
    }

    private Entry fake(final String fault) {
        return entry("fake", FakeContender.class, fault, "trees=7", "effort=10", "effort=20");
    }

    private Entry entry(
            final String id, final Class<?> main, final String argument, final String build, final String... settings) {
        final List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                argument);
        return new Entry(
                id,
                "Fake",
                "Java",
                "none",
                command,
                Map.of(),
                folder,
                false,
                1,
                Parameters.parse(build),
                Stream.of(settings).map(Parameters::parse).map(List::of).toList());
    }

    private void write(final String name, final float[][] rows) throws IOException {
        try (FvecsWriter writer = new FvecsWriter(folder.resolve(name))) {
            for (final float[] row : rows) {
                writer.append(row);
            }
        }
    }

    private static float[][] rows(final int count, final SplitMix random) {
        final float[][] rows = new float[count][DIMENSION];
        for (final float[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = random.nextInt(1_000) / 100f;
            }
        }
        return rows;
    }
}
