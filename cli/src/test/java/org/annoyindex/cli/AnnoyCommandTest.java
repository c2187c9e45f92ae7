package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

@Tag("once")
final class AnnoyCommandTest extends CommandFixture {
    private static final int DIMENSION = 8;

    private Path words;
    private Path index;

    /** The files of each test are copies of these. */
    @TempDir
    static Path originals;

    @BeforeAll
    static void buildIndex() throws IOException {
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, 1200, DIMENSION, 1);
        final Path text = SampleVectors.writeText(originals.resolve("words.txt"), vectors, id -> "word" + id);
        assertEquals(
                0,
                AnnoyCommand.commandLine()
                        .setOut(new PrintWriter(Writer.nullWriter()))
                        .execute(
                                "build",
                                "-q",
                                "-i",
                                text.toString(),
                                "-m",
                                "angular",
                                "-o",
                                text.resolveSibling("words.annoy").toString()));
    }

    @BeforeEach
    void copyIndex() throws IOException {
        words = Files.copy(originals.resolve("words.txt"), folder.resolve("words.txt"));
        index = Files.copy(originals.resolve("words.annoy"), folder.resolve("words.annoy"));
    }

    @Test
    void buildShowsProgressAndASummary() {
        assertRuns("build --input", words, "--metric angular --output", index);
        assertTrue(err.toString().contains("growing trees"), err.toString());
        assertTrue(out.toString().startsWith(index + ": 1,200 items x 8, angular, "), out.toString());
        assertRuns("build --quiet -i", words, "-m dot -o", index, "--trees 2 --seed 7");
        assertEquals("", err.toString());
    }

    @Test
    void buildCanOmitTheRecallProfile() throws IOException {
        assertRuns("info", index);
        assertTrue(out.toString().contains("recall@10 of "), out.toString());
        assertRuns("build -q -i", words, "-m angular --no-recall-profile -o", index);
        assertRuns("info", index);
        assertFalse(out.toString().contains("recall@"), out.toString());
        assertRuns("query", index, "--item 17 -k 3 --explain");
        assertTrue(out.toString().contains("compare with all 1,200 allowed items"), out.toString());
        final Path spotify = folder.resolve("x.ann");
        assertError(
                2,
                "--no-recall-profile is not for files of Spotify's Annoy; omit it, or give " + spotify
                        + " another ending",
                "build -i",
                words,
                "-m angular --no-recall-profile -o",
                spotify);
    }

    @Test
    void buildWritesTheSameFileAgain() throws IOException {
        final byte[] first = Files.readAllBytes(index);
        assertRuns("build -i", words, "-m angular -o", index, "--threads 3");
        assertArrayEquals(first, Files.readAllBytes(index));
    }

    @Test
    void queryPrintsTextTsvAndJson() throws IOException {
        assertRuns("query", index, "--label word17 -k 3");
        final String[] lines = out.toString().lines().toArray(String[]::new);
        assertEquals(3, lines.length);
        assertTrue(lines[0].matches(" +1 +17 +0\\.00000 +word17"), lines[0]);

        assertRuns("query", index, "--item 17 -k 2 --output-format tsv");
        assertTrue(
                out.toString()
                        .startsWith("query\trank\tid\tlabel\tdistance" + System.lineSeparator()
                                + "0\t1\t17\tword17\t0.0" + System.lineSeparator() + "0\t2\t"),
                out.toString());

        assertRuns("query", index, "--vector 1,0,0,0,0,0,0,0 -k 4 --exact --output-format json");
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            int labels = 0;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                labels += token == JsonToken.FIELD_NAME && json.currentName().equals("label") ? 1 : 0;
            }
            assertEquals(4, labels);
        }
    }

    @Test
    void queriesFromAFileAreAnsweredOneByOne() throws IOException {
        final Path queries = queries(5, DIMENSION);
        assertRuns("query", index, "--vectors", queries, "-k 2 --budget 500 --output-format tsv");
        assertEquals(11, out.toString().lines().count());
        final String found = out.toString();
        for (final int threads : new int[] {1, 2, 9}) {
            assertRuns(
                    "query", index, "--vectors", queries, "-k 2 --budget 500 --output-format tsv --threads", threads);
            assertEquals(found, out.toString());
        }
        assertError(2, "--threads is 0; give at least 1", "query", index, "--vectors", queries, "--threads 0");
        assertError(2, "--threads is for --vectors only; omit it", "query", index, "--item 1 --threads 2");
    }

    @Test
    void queriesFindWhatIsAllowedAndNotDenied() throws IOException {
        final RoaringBitmap even = new RoaringBitmap();
        for (int id = 0; id < 1200; id += 2) {
            even.add(id);
        }
        final Path bitmap = folder.resolve("even.bitmap");
        try (DataOutputStream bytes = new DataOutputStream(Files.newOutputStream(bitmap))) {
            even.serialize(bytes);
        }
        final Path text = write("few.txt", "17\n18\n\n 19 \r\n20\n99999\n");
        assertEquals(List.of(17, 18, 19, 20), queried("--allow", text));
        assertEquals(List.of(18, 20), queried("--allow", bitmap, "--deny", odd(text)));
        assertEquals(List.of(17, 19), queried("--allow", text, "--deny", bitmap));
        assertEquals(List.of(18, 20), queried("--allow", bitmap, "--deny", odd(text), "--exact"));
        assertEquals(List.of(), queried("--allow", Files.createFile(folder.resolve("none.txt"))));
        assertEquals(List.of(17, 18, 19, 20), queried("--allow", text, "--deny", folder.resolve("none.txt")));
    }

    /** All ids but those of a file that are even. */
    private Path odd(final Path text) throws IOException {
        final StringBuilder ids = new StringBuilder();
        final List<String> lines =
                Files.readAllLines(text).stream().map(String::strip).toList();
        for (int id = 0; id < 1200; id++) {
            if (id % 2 == 1 || !lines.contains(Integer.toString(id))) {
                ids.append(id).append('\n');
            }
        }
        return write("odd.txt", ids);
    }

    private List<Integer> queried(final Object... more) {
        assertRuns("query", index, "--item 17 -k 9 --output-format tsv", more);
        return column(2).stream().map(Integer::valueOf).sorted().toList();
    }

    @Test
    void evalMeasuresAgainstTheTruth() throws IOException {
        final Path queries = queries(40, DIMENSION);
        final Path truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "--output", truth, "-k 20");
        assertEquals(40, IvecsFile.read(truth).length);
        assertEquals(20, IvecsFile.read(truth)[0].length);
        assertRuns(withTruth("eval", index, queries, truth, "--budgets 100,1200 --passes 3 --output-format tsv"));
        final String[] lines = out.toString().lines().toArray(String[]::new);
        assertEquals(3, lines.length);
        final String[] all = lines[2].split("\t", -1);
        assertEquals("budget 1200", all[0]);
        assertEquals("1.00000", all[1]);
        assertEquals("1200.0", all[7]);
        assertTrue(Double.parseDouble(lines[1].split("\t", -1)[1]) < 1);
        assertTrue(Double.parseDouble(lines[1].split("\t", -1)[6]) >= 100);
        assertFalse(err.toString().contains("threads"), err.toString());

        assertRuns(withTruth(
                "eval", index, queries, truth, "--budgets 100,1200 --passes 3 --output-format tsv --threads 3"));
        assertTrue(err.toString().strip().endsWith(", 40 queries, k = 10, 3 threads"), err.toString());
        final String[] ofThreads = out.toString().lines().toArray(String[]::new);
        assertEquals(3, ofThreads.length);
        for (int row = 1; row < 3; row++) {
            final String[] one = lines[row].split("\t", -1);
            final String[] three = ofThreads[row].split("\t", -1);
            for (final int column : new int[] {0, 1, 6, 7}) {
                assertEquals(one[column], three[column]);
            }
            for (final int column : new int[] {2, 3, 4, 5}) {
                assertTrue(Double.parseDouble(three[column]) > 0, ofThreads[row]);
            }
        }
        assertError(2, "--threads is 0; give at least 1", withTruth("eval", index, queries, truth, "--threads 0"));

        assertError(
                1,
                truth + " has 20 neighbors in row 0, fewer than k = 21; make it again with a larger -k",
                withTruth("eval", index, queries, truth, "-k 21"));
        assertError(
                1,
                truth + " has 40 rows, but there are 3 queries in " + folder.resolve("q3.fvecs")
                        + "; make it with 'annoy truth' from the same queries",
                withTruth("eval", index, queries(3, DIMENSION), truth));
    }

    @Test
    void wrongValuesEndWithCodeTwo() throws IOException {
        assertError(2, "-k is 0; give at least 1", "query", index, "--item 1 -k 0");
        assertError(
                2,
                "there is no label 'Word1' in " + index + "; labels are case-sensitive",
                "query",
                index,
                "--label Word1");
        assertError(
                2,
                "there is no item 1200 in " + index + "; it has 1200 items, numbered from 0",
                "query",
                index,
                "--item 1200");
        assertError(
                2,
                "--vector has 2 components, the index's vectors have 8; give as many numbers, separated by commas",
                "query",
                index,
                "--vector 1,2");
        assertError(
                2,
                "component 1 of --vector is 'x'; give a number such as 0.5",
                "query",
                index,
                "--vector 1,x,0,0,0,0,0,0");
        assertError(
                2,
                "component 0 is NaN, must be finite; correct the query",
                "query",
                index,
                "--vector NaN,0,0,0,0,0,0,0");
        assertError(
                2,
                "recall is 1.5, must be above 0 and at most 1; for instance 0.95",
                "query",
                index,
                "--item 1 --recall 1.5");
        assertError(
                2,
                folder.resolve("q2.fvecs")
                        + " has vectors of 3 components, the index's have 8; give queries of the same kind",
                "query",
                index,
                "--vectors",
                queries(2, 3));
        assertError(
                2,
                "unknown metric 'cosinus'; use one of angular (cosine), euclidean (l2), manhattan (l1), dot (ip, inner_product), hamming"
                        + "; did you mean cosine?",
                "build -i",
                words,
                "-m cosinus -o",
                folder.resolve("y"));
        assertError(2, "--trees is 0; give at least 1", "build -i", words, "-m dot -o", index, "--trees 0");
        assertError(2, "unknown command 'bild'; did you mean build? See 'annoy --help'", "bild");
        assertError(
                2,
                "Missing required options: '--metric=METRIC', '--output=FILE'; see 'annoy help build'",
                "build -i",
                words);
    }

    @Test
    void filesThatCannotBeUsedEndWithCodeOne() throws IOException {
        final Path target = folder.resolve("y.annoy");
        final Path missing = folder.resolve("missing.txt");
        assertError(1, missing + ": no such file; check the name", "query", missing, "--item 1");
        assertInputError("missing.txt", null, target);
        assertInputError("ragged.txt", "a 1 2 3\nb 1 2\n", target);
        assertInputError("nan.txt", "a 1 2 3\nb 1 NaN 2\n", target);
        assertInputError("empty.txt", "", target);
        assertInputError("odd.xyz", "a 1 2 3\n", target);
        write("bits.txt", "a 1 0 1\nb 1 0 0.5\n");
        assertError(
                1,
                folder.resolve("bits.txt")
                        + ": item 1: component 2 is 0.5, must be 0 or 1 for hamming; give every bit as a 0 or 1: packed bits"
                        + " become those by numpy.unpackbits(a, axis=1)",
                "build -q -i",
                folder.resolve("bits.txt"),
                "-m hamming -o",
                target);
        assertError(
                1,
                words + " is not an index of this library (no ANNOYIDX at its start), nor does it look like a file of"
                        + " Spotify's Annoy; build one with 'annoy build'",
                "info",
                words);
        final Path empty = Files.createFile(folder.resolve("empty.annoy"));
        assertError(1, empty + " is empty, not an index; build one with 'annoy build'", "info", empty);
        final Path nowhere = folder.resolve("no/such/y.annoy");
        assertError(
                1,
                nowhere + " cannot be written: there is no folder " + nowhere.getParent() + "; make it first",
                "build -q -i",
                words,
                "-m dot -o",
                nowhere);
        assertError(1, folder + " is a folder; name a file to write", "build -q -i", words, "-m dot -o", folder);
    }

    /** The readers' own tests check each message; here it has to be one line that names the file. */
    private void assertInputError(final String name, final String content, final Path target) throws IOException {
        final Path input = folder.resolve(name);
        if (content != null) {
            Files.writeString(input, content);
        }
        final List<String> before = files();
        assertEquals(1, run("build -q -i", input, "-m euclidean -o", target));
        final String message = err.toString().strip();
        assertTrue(message.startsWith("annoy: " + input), message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.contains(";"), message);
        assertEquals(before, files());
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (final String command : new String[] {"build", "query", "info", "eval", "truth", "tune", "demo"}) {
            assertRuns(command, "--help");
            assertTrue(out.toString().contains("Examples:"), command);
            assertTrue(out.toString().contains("annoy " + command), command);
            assertTrue(out.toString().contains("Exit codes:"), command);
        }
        assertRuns("--help");
        assertTrue(out.toString().contains("Exit codes:"));
        assertRuns("--version");
    }

    private Path queries(final int count, final int dimension) throws IOException {
        return SampleVectors.writeFvecs(
                folder.resolve("q" + count + ".fvecs"), SampleVectors.random(Metric.ANGULAR, count, dimension, 9));
    }

    @Test
    void filesOfAnnoyAreWrittenReadAndConvertedBack() throws IOException {
        final Path annoy = folder.resolve("words.ann");
        assertRuns("convert", index, "--output", annoy, "--trees 20 --quiet");
        assertEquals(
                "annoy: note: " + annoy
                        + " has no labels, which files of Spotify's Annoy cannot hold; ids are numbered from 0"
                        + " in the order of the input",
                err.toString().strip());
        assertTrue(out.toString().startsWith(annoy + ": 1,200 items x 8, angular, "), out.toString());

        assertError(
                1,
                annoy + " looks like a file of Spotify's Annoy, which does not say its metric and dimension: give both"
                        + " (--metric and --dimension on the command line); what fits it is angular with dimension 8",
                "query",
                annoy,
                "--item 1");
        assertError(
                2,
                "--dimension is missing; files of Spotify's Annoy need both, other files neither",
                "query",
                annoy,
                "--metric angular --item 1");
        assertRuns("query", annoy, "--metric angular --dimension 8 --item 17 -k 2");
        assertTrue(out.toString().lines().findFirst().orElseThrow().matches(" +1 +17 +0\\.00000"), out.toString());
        assertError(
                2,
                "a file of Spotify's Annoy has no recall profile, so a recall of 0.9 cannot be asked for; give --budget, or"
                        + " convert the file with 'annoy convert'",
                "query",
                annoy,
                "--metric angular --dimension 8 --item 17 --recall 0.9");

        assertRuns("info", annoy, "--metric angular --dimension 8 --verify");
        assertTrue(out.toString().contains("trees                      20" + System.lineSeparator()), out.toString());
        assertTrue(out.toString().contains("trees followed             ok"), out.toString());

        final Path back = folder.resolve("back.annoy");
        assertRuns("convert", annoy, "--metric angular --dimension 8 -o", back, "-q");
        assertRuns("query", back, "--item 17 -k 5 --exact");
        final String found = out.toString();
        assertRuns("query", annoy, "--metric angular --dimension 8 --item 17 -k 5 --exact");
        assertEquals(out.toString(), found);
    }

    @Test
    void itemsOfAnnoyThatCannotBeConvertedAreNamed() throws IOException {
        final Path annoy = folder.resolve("words.ann");
        final Path converted = folder.resolve("back.annoy");
        assertRuns("convert", index, "--output", annoy, "--trees 1 --quiet");
        try (RandomAccessFile file = new RandomAccessFile(annoy.toFile(), "rw")) {
            file.seek(17 * (12 + 8 * 4) + 12 + 3 * 4);
            file.writeInt(Integer.reverseBytes(Float.floatToIntBits(Float.NaN)));
        }
        assertError(
                1,
                annoy + ": item 17: component 3 is NaN, must be finite; fix the vectors and build the file again",
                "convert",
                annoy,
                "--metric angular --dimension 8 -o",
                converted,
                "--quiet");
        assertTrue(Files.notExists(converted));
    }

    @Test
    void filesOfAnnoyAreBuiltAndEvaluated() throws IOException {
        final Path annoy = folder.resolve("words.ann");
        assertRuns("build -i", words, "-m angular -o", annoy, "-q");
        final Path queries = queries(20, DIMENSION);
        final Path truth = folder.resolve("gt.ivecs");
        assertRuns("truth", annoy, "--metric angular --dimension 8 --queries", queries, "-o", truth, "-k 10");
        assertRuns(
                "eval",
                annoy,
                "--metric angular --dimension 8 --queries",
                queries,
                "--truth",
                truth,
                "--passes 3 --output-format tsv");
        final String[] rows = out.toString().lines().toArray(String[]::new);
        assertEquals(5, rows.length);
        assertTrue(rows[1].startsWith("search_k 100\t0."), rows[1]);
        assertTrue(rows[4].startsWith("search_k 6400\t1.0"), rows[4]);
    }

    @Test
    void optionsOfTheOtherFormatAreRefused() throws IOException {
        final Path annoy = folder.resolve("words.ann");
        assertError(
                2,
                "--leaf-capacity is not for files of Spotify's Annoy; omit it, or give " + annoy + " another ending",
                "build -i",
                words,
                "-m angular -o",
                annoy,
                "--leaf-capacity 64");
        assertError(
                2,
                "--dot-with-norm is for .ann files of metric dot only; omit it",
                "build -i",
                words,
                "-m dot -o",
                folder.resolve("y.annoy"),
                "--dot-with-norm");
        assertRuns("build -i", words, "-m dot -o", annoy, "--dot-with-norm -q");
        assertRuns("info", annoy, "--metric dot --dimension 8");
        assertTrue(out.toString().contains("layout                     dot_with_norm"), out.toString());
        assertError(
                1,
                index + " has metric angular and dimension 8, not dot and 8; omit them, the file contains them",
                "info",
                index,
                "--metric dot --dimension 8");
    }
}
