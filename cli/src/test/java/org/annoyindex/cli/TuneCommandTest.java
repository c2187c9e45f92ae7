package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
final class TuneCommandTest extends CommandFixture {
    private Path index;
    private Path queries;
    private Path truth;

    @BeforeEach
    void buildIndex() throws IOException {
        index = SampleVectors.build(
                folder.resolve("x.annoy"), Metric.DOT, SampleVectors.random(Metric.DOT, 1500, 8, 1));
        queries = vectors("q.fvecs", 60, 8);
        truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "-o", truth, "-k 30");
    }

    private Path vectors(final String name, final int count, final int dimension) throws IOException {
        return SampleVectors.writeFvecs(folder.resolve(name), SampleVectors.random(Metric.DOT, count, dimension, 2));
    }

    @Test
    void theIndexIsReplacedAndATableShown() throws IOException {
        assertRuns("tune", index, "--queries", queries);
        assertTrue(err.toString().contains("measuring recall"), err.toString());
        final List<String> rows = lines();
        assertEquals(1 + 3 * 4, rows.size());
        assertEquals("     k   asked   reached before   reached now   items before    items now", rows.get(0));
        assertTrue(rows.get(1).matches(" +1 +0\\.80 +[01]\\.\\d{4} +[01]\\.\\d{4} +[\\d,]+ +[\\d,]+"), rows.get(1));
        assertEquals(rows.get(0).length(), rows.get(12).length());
        assertEquals(List.of("gt.ivecs", "q.fvecs", "x.annoy"), files());
        assertRuns("info", index, "--verify");
        for (final int k : new int[] {1, 10, 100}) {
            assertTrue(out.toString().contains("recall@" + k + " of 60 queries"), out.toString());
        }
    }

    @Test
    void anotherFileIsWrittenOnRequestForTheTruthAndNeighborsGiven() throws IOException {
        final byte[] before = Files.readAllBytes(index);
        final Path tuned = folder.resolve("tuned.annoy");
        assertRuns(withTruth("tune", index, queries, truth, "-k 30 -o", tuned, "-q --output-format tsv"));
        assertEquals("", err.toString());
        assertArrayEquals(before, Files.readAllBytes(index));
        final List<String> rows = lines();
        assertEquals("k\tasked\treached_before\treached_now\titems_before\titems_now", rows.get(0));
        assertEquals(
                List.of("1", "10", "30"),
                rows.stream()
                        .skip(1)
                        .map(row -> row.split("\t", -1)[0])
                        .distinct()
                        .toList());
        final byte[] once = Files.readAllBytes(tuned);
        assertRuns(withTruth("tune", index, queries, truth, "-k 30 -o", tuned, "-q --threads 1 --output-format json"));
        assertArrayEquals(once, Files.readAllBytes(tuned));
        assertTrue(out.toString().contains("\"reached_now\" : "), out.toString());
    }

    @Test
    void wrongArgumentsChangeNothing() throws IOException {
        assertError(2, "-k is 0; give at least 1", "tune", index, "--queries", queries, "-k 0");
        assertError(2, "--threads is 0; give at least 1", "tune", index, "--queries", queries, "--threads 0");
        assertError(
                2,
                "-k is 1501, but " + index + " has 1500 items; give at most that",
                "tune",
                index,
                "--queries",
                queries,
                "-k 1501");
        assertError(2, "Missing required option: '--queries=FILE'; see 'annoy help tune'", "tune", index);
        final Path missing = folder.resolve("none.fvecs");
        assertError(1, missing + ": no such file ; check the path", "tune", index, "--queries", missing);
        final Path wide = vectors("wide.fvecs", 3, 9);
        assertError(
                2,
                wide + " has vectors of 9 components, the index's have 8; give queries of the same kind",
                "tune",
                index,
                "--queries",
                wide);
        assertError(
                1,
                truth + " has 30 neighbors in row 0, fewer than k = 31; make it again with a larger -k",
                withTruth("tune", index, queries, truth, "-k 31"));
        final Path few = vectors("few.fvecs", 3, 8);
        assertError(
                1,
                truth + " has 60 rows, but there are 3 queries in " + few
                        + "; make it with 'annoy truth' from the same queries",
                withTruth("tune", index, few, truth));
        final Path strange = folder.resolve("strange.ivecs");
        final int[][] ids = IvecsFile.read(truth);
        ids[59][9] = 1500;
        IvecsFile.write(strange, ids);
        assertError(
                1,
                strange + " names item 1500 in row 59, but " + index
                        + " has 1500 items; make it with 'annoy truth' from the same index",
                withTruth("tune", index, queries, strange));
        assertError(
                2,
                queries + " would be read and overwritten; name another output",
                "tune",
                index,
                "--queries",
                queries,
                "-o",
                queries);
        assertError(
                2,
                truth + " would be read and overwritten; name another output",
                withTruth("tune", index, queries, truth, "-o", truth));
        assertError(
                1, folder + " is a folder; name a file to write", "tune", index, "--queries", queries, "-o", folder);
    }

    @Test
    void indexesThatHaveNoProfileAreRefused() throws IOException {
        final Path small =
                SampleVectors.build(folder.resolve("small"), Metric.DOT, SampleVectors.random(Metric.DOT, 50, 8, 1));
        assertError(
                2,
                small + " has 50 items; indexes of fewer than 1000 are searched exactly and need no recall profile",
                "tune",
                small,
                "--queries",
                queries);
        final Path annoy = folder.resolve("x.ann");
        assertRuns("convert", index, "-o", annoy, "-q");
        assertError(
                2,
                annoy + " is a file of Spotify's Annoy, which has no place for a recall profile; convert it with"
                        + " 'annoy convert'",
                "tune",
                annoy,
                "--metric dot --dimension 8 --queries",
                queries);
    }
}
