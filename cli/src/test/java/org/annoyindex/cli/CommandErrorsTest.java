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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The messages and exit codes of commands that fail. They may leave no file behind. */
@Tag("once")
final class CommandErrorsTest extends CommandFixture {
    private Path words;
    private Path index;
    private Path queries;
    private Path truth;

    @BeforeEach
    void buildIndex() throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append("w" + i + " " + (i + 1) + " " + (i % 7) + " " + (i % 3 - 1) + "\n");
        }
        words = write("words.txt", text);
        index = folder.resolve("words.annoy");
        assertRuns("build -q -i", words, "-m angular -o", index);
        queries = queries("q.fvecs", new float[] {1, 2, 3}, new float[] {3, 2, 1});
        truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "-o", truth, "-k 10");
    }

    private Path queries(final String name, final float[]... vectors) throws IOException {
        return SampleVectors.writeFvecs(folder.resolve(name), vectors);
    }

    private Object[] build(final String name, final String content) throws IOException {
        final Path input = Files.writeString(folder.resolve(name), content);
        return new Object[] {"build -q -i", input, "-m euclidean -o", folder.resolve("new.annoy")};
    }

    private Object[] eval(final Object... more) {
        return withTruth("eval", index, queries, truth, "--passes 3", more);
    }

    @Test
    void badVectorsNameTheirFileAndLine() throws IOException {
        assertError(
                1,
                folder.resolve("ragged.txt")
                        + ":line 2: 3 fields, expected a label and 3 numbers ; give every line as many numbers as the first",
                build("ragged.txt", "a 1 2 3\nb 1 2\n"));
        assertError(
                1,
                folder.resolve("nan.csv")
                        + ":line 2: component 2 of 2 is \"NaN\", expected a finite number ; correct or remove the row",
                build("nan.csv", "1,2\n3,NaN\n"),
                "--labels none --columns 1,2");
        assertError(
                1,
                folder.resolve("empty.txt") + ": the file is empty, expected vectors ; write it again",
                build("empty.txt", ""));
        final Path missing = folder.resolve("missing.txt");
        final Path target = folder.resolve("new.annoy");
        assertError(1, missing + ": no such file ; check the path", "build -q -i", missing, "-m dot -o", target);
    }

    @Test
    void foldersAreNoFilesToRead() throws IOException {
        final String problem = folder + " is a folder, not an index; name a file made with 'annoy build'";
        assertError(1, problem, "info", folder);
        assertError(1, problem, "query", folder, "--item 1");
        assertError(1, problem, "truth", folder, "--queries", queries, "-o", folder.resolve("new.ivecs"));
        assertError(1, problem, "eval", folder, "--queries", queries, "--truth", truth);
    }

    @Test
    void whatIsReadIsNotWrittenOver() throws IOException {
        final byte[] before = Files.readAllBytes(words);
        final String problem = words + " would be read and overwritten; name another output";
        assertError(2, problem, "build -i", words, "-m dot -o", words);
        assertArrayEquals(before, Files.readAllBytes(words));
        final Path sameFile = folder.resolve("./q.fvecs");
        assertError(
                2,
                sameFile + " would be read and overwritten; name another output",
                "truth",
                index,
                "--queries",
                queries,
                "-o",
                sameFile);
    }

    @Test
    void truthSaysWhatIsWrong() throws IOException {
        final Path nowhere = folder.resolve("none/new.ivecs");
        assertError(
                1,
                nowhere + " cannot be written: there is no folder " + nowhere.getParent() + "; make it first",
                "truth",
                index,
                "--queries",
                queries,
                "-o",
                nowhere);
        assertError(
                1, folder + " is a folder; name a file to write", "truth", index, "--queries", queries, "-o", folder);
        final Path target = folder.resolve("new.ivecs");
        assertError(2, "-k is 0; give at least 1", "truth", index, "--queries", queries, "-o", target, "-k 0");
        assertError(
                2,
                "--threads is 0; give at least 1",
                "truth",
                index,
                "--queries",
                queries,
                "-o",
                target,
                "--threads 0");
        final Path wide = queries("wide.fvecs", new float[] {1, 2, 3, 4});
        assertError(
                2,
                wide + " has vectors of 4 components, the index's have 3; give queries of the same kind",
                "truth",
                index,
                "--queries",
                wide,
                "-o",
                target);
    }

    @Test
    void queriesAHammingIndexCannotAnswerAreNamed() throws IOException {
        final Path bits = write("bits.txt", "a 0 1 1\nb 1 1 0\n");
        final Path hamming = folder.resolve("bits.annoy");
        assertRuns("build -q -i", bits, "-m hamming -o", hamming);
        final Path some = queries("bits.fvecs", new float[] {0, 1, 0}, new float[] {0, 0.5f, 0});
        final String problem = some + ": query 1: component 1 is 0.5, must be 0 or 1 for hamming; correct the file";
        assertError(1, problem, "query", hamming, "--vectors", some);
        assertError(1, problem, "truth", hamming, "--queries", some, "-o", folder.resolve("new.ivecs"));
    }

    @Test
    void evalChecksEverythingBeforeItPrints() throws IOException {
        assertError(2, "--budgets is 0; give at least 1", eval("--budgets 10,0 --output-format tsv"));
        assertError(2, "-k is 0; give at least 1", eval("-k 0"));
        assertError(2, "--passes is 2; give at least 3", withTruth("eval", index, queries, truth, "--passes 2"));
        IvecsFile.write(truth, new int[][] {{1, 2, 3}, {4, 40, 5}});
        assertError(
                1,
                truth + " names item 40 in row 1, but " + index
                        + " has 40 items; make it with 'annoy truth' from the same index",
                eval("-k 3"));
    }

    @Test
    void evalOfAnIndexWithoutAProfileIsExact() {
        assertRuns(eval("--output-format tsv"));
        final List<String> lines = lines();
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).startsWith("exact\t1.00000\t"), lines.get(1));
        assertTrue(err.toString().startsWith("# Java " + Runtime.version()), err.toString());
    }

    @Test
    void verifyFindsADamagedSection() throws IOException {
        final byte[] bytes = Files.readAllBytes(index);
        bytes[bytes.length - 1] ^= 1;
        final Path damaged = Files.write(folder.resolve("damaged.annoy"), bytes);
        assertEquals(1, run("info", damaged, "--verify"));
        assertTrue(
                err.toString()
                        .matches("annoy: \\Q" + damaged
                                + "\\E is damaged: the checksum of section [A-Z_]+ differs; copy or build it again\\R"),
                err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void labelsAreMissedByName() throws IOException {
        final Path plain = folder.resolve("plain.annoy");
        assertRuns("build -q -i", queries, "-m dot -o", plain);
        assertError(
                2,
                plain + " has no labels; use --item, or build it from an input with labels",
                "query",
                plain,
                "--label w1");
    }

    @Test
    void anInputFormatCanBeNamed() throws IOException {
        final Path odd = write("odd.data", "a 1 2 3\nb 3 2 1\n");
        final Path target = folder.resolve("odd.annoy");
        assertRuns("build -q -i", odd, "--input-format text -m dot -o", target);
        assertTrue(out.toString().startsWith(target + ": 2 items x 3, dot, "), out.toString());
        assertEquals(2, run("build -q -i", odd, "--input-format xml -m dot -o", target));
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void misspelledWordsAreCorrected() throws IOException {
        final String[][] cases = {
            {"unknown command 'qurey'; did you mean query? See 'annoy --help'", "qurey x --item 1"},
            {"unknown command 'xylophone'; see 'annoy --help'", "xylophone"},
            {"unknown option --lable; did you mean --label? See 'annoy help query'", "query x --lable w1"},
            {"unknown option --inptu; did you mean --input? See 'annoy help build'", "build --inptu x -m dot -o y"},
            {"unknown option --recal; did you mean --recall? See 'annoy help query'", "query x --item 1 --recal=0.9"},
            {"unknown option --bogus; see 'annoy help info'", "info x --bogus"},
            {"unexpected argument 'y'; quote values that have spaces; see 'annoy help info'", "info x y"},
            {
                "--output-format is 'jsn'; use one of text, tsv, json, jsonl, ivecs, fvecs, npy; did you mean json? See 'annoy help query'",
                "query x --item 1 --output-format jsn"
            },
            {
                "--keys is 'x'; use one of none, numbers, strings; see 'annoy help build'",
                "build -i x -m dot -o y --keys x"
            },
        };
        for (final String[] expected : cases) {
            assertError(2, expected[0], expected[1]);
        }
        assertEquals(2, run("build -i", words, "-m euclidian -o", folder.resolve("y")));
        assertTrue(err.toString().strip().endsWith("; did you mean euclidean?"), err.toString());
        assertEquals(2, run("build -i", words, "-m dot --input-format fvec -o", folder.resolve("y")));
        assertTrue(err.toString().strip().endsWith("; did you mean fvecs?"), err.toString());
    }

    @Test
    void metricsHaveTheirUsualNames() {
        final String[][] names = {
            {"cosine", "angular"}, {"l2", "euclidean"}, {"l1", "manhattan"}, {"ip", "dot"}, {"inner_product", "dot"}
        };
        for (final String[] name : names) {
            assertRuns("build -q -i", words, "-m", name[0], "-o", index);
            assertTrue(out.toString().contains(" x 3, " + name[1] + ", "), out.toString());
        }
    }

    @Test
    void groupsOfOptionsAreExplained() throws IOException {
        assertError(
                2,
                "--recall=R, --exact are mutually exclusive (specify only one); see 'annoy help query'",
                "query",
                index,
                "--item 1 --recall 0.9 --exact");
    }

    @Test
    void withoutACommandUsageIsShown() {
        assertEquals(2, run());
        assertTrue(err.toString().startsWith("Usage: annoy "), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void aStackTraceIsShownOnRequestOnly() {
        assertEquals(2, run("query", index, "--item 1 -k 0 --stacktrace"));
        assertTrue(err.toString().contains("\tat org.annoyindex"), err.toString());
    }

    @Test
    void idsThatAreNoneNameTheirLine() throws IOException {
        final Path ids = write("ids.txt", "1\n2\ncoffee\n");
        assertError(
                1,
                ids + ":line 3: \"coffee\", expected an id from 0 to 2147483647"
                        + " ; give one id per line, or a serialized RoaringBitmap",
                "query",
                index,
                "--item 1 --allow",
                ids);
        final Path missing = folder.resolve("missing.txt");
        assertError(1, missing + ": no such file ; check the path", "query", index, "--item 1 --deny", missing);
    }
}
