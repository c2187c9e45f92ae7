package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Labels with any characters, in arguments and in output. */
@Tag("once")
final class WordsAndLabelsTest extends CommandFixture {
    private Path labeled(final boolean keys, final String... labels) throws IOException {
        final Path file = folder.resolve("labels.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.uniqueLabels(keys);
            for (int id = 0; id < labels.length; id++) {
                builder.add(labels[id], new float[] {id, 1});
            }
            builder.write(file);
        }
        return file;
    }

    /** The words are taken as they stand, with their spaces. */
    private int runWords(final String... words) {
        out = new Printed();
        err = new StringWriter();
        return AnnoyCommand.commandLine(words)
                .setOut(new CommandOutput(out))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Test
    void rowsOfTsvAreLinesOfEqualFields() throws IOException {
        final Path csv = write("l.csv", "label,a,b\n\"two\nlines\",1,2\nx,2,1\n");
        final Path index = folder.resolve("l.annoy");
        assertRuns("build -q -i", csv, "-m l2 -o", index);
        assertRuns("query", index, "--item 0 --output-format tsv");
        assertEquals(3, lines().size());
        for (final String line : lines()) {
            assertEquals(5, line.split("\t", -1).length, line);
        }
        assertEquals(List.of("two\\nlines", "x"), column(3));
    }

    @Test
    void allThatBreaksRowsIsEscapedAndCanBeReadBack() throws IOException {
        final String[] labels = {
            "a\tb",
            "a\nb",
            "a\r\nb",
            "a\\nb",
            "\\",
            "\u001b[31mred\u0007",
            "\u0085\u2028\u2029\u000b\f",
            "",
            "\u202eevil",
            "caf\u00e9 \ud83d\ude00",
            "\"quoted\""
        };
        for (final boolean keys : new boolean[] {false, true}) {
            final Path index = labeled(keys, labels);
            assertRuns("query", index, "--vector 0,1 -k 20 --exact --output-format tsv");
            assertEquals(1 + labels.length, out.toString().split("\\R|[\u000b\f\u001c-\u001e]").length);
            assertEquals(
                    List.of(labels),
                    column(3).stream().map(WordsAndLabelsTest::unescaped).toList());
            assertEquals("a\\tb", column(3).get(0));
            assertEquals("a\\\\nb", column(3).get(3));
            assertEquals("\\u001b[31mred\\u0007", column(3).get(5));
        }
    }

    /** What a reader of the documentation would write. */
    private static String unescaped(final String field) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            if (field.charAt(i) != '\\') {
                text.append(field.charAt(i));
                continue;
            }
            final char kind = field.charAt(++i);
            if (kind == 'u') {
                text.append((char) Integer.parseInt(field.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                text.append(
                        switch (kind) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> kind;
                        });
            }
        }
        return text.toString();
    }

    @Test
    void textAndMessagesShowControlCharactersHarmlessly() throws IOException {
        final Path index = labeled(false, "\u001b]0;title\u0007", "two\nlines", "back\\slash");
        assertRuns("query", index, "--vector 0,1 -k 3 --exact");
        assertEquals(3, lines().size());
        assertTrue(lines().get(0).endsWith("  \\u001b]0;title\\u0007"), lines().get(0));
        assertTrue(lines().get(1).endsWith("  two\\nlines"), lines().get(1));
        assertTrue(lines().get(2).endsWith("  back\\slash"), lines().get(2));
        assertEquals(2, runWords("query", index.toString(), "--label", "\u001b[31m\u0007"));
        assertEquals(
                "annoy: there is no label '\\u001b[31m\\u0007' in " + index + "; labels are case-sensitive",
                err.toString().strip());
        assertRuns("query", index, "--vector 0,1 -k 3 --exact --output-format json");
        assertTrue(out.toString().contains("\"two\\nlines\""), out.toString());
    }

    @Test
    void wordsAreNoFilesOfArguments() throws IOException {
        final Path index = labeled(false, "@home", "other");
        final String home = write("home", "other\n").toString();
        assertEquals(0, runWords("query", index.toString(), "--label", "@home", "-k", "1"));
        assertTrue(out.toString().contains("@home"), out.toString());
        assertEquals(0, runWords("query", index.toString(), "--label=@home", "-k", "1"));
        assertTrue(out.toString().contains("@home"), out.toString());
        assertEquals(2, runWords("query", index.toString(), "--label", "@" + home, "-k", "1"));
        assertEquals(2, runWords("@" + home));
        assertTrue(err.toString().contains("unknown command '@" + home + "'"), err.toString());
    }

    @Test
    void whatIsBehindTheEqualsSignIsTheWord() throws IOException {
        final String[] words = {
            "-k",
            "--help",
            "",
            "@home",
            "--label",
            "--label=x",
            "-h",
            "--",
            "-",
            "=",
            "=x",
            "'quoted'",
            "\"q\"",
            "a=b",
            "${sys:user.home}",
            "%n",
            "--vectors=q.fvecs",
            "\\",
            " x ",
            "-k5",
            "--version"
        };
        for (final boolean keys : new boolean[] {false, true}) {
            final String index = labeled(keys, words).toString();
            for (int id = 0; id < words.length; id++) {
                final String option = keys ? "--key=" : "--label=";
                assertEquals(0, runWords("query", index, option + words[id], "-k", "1"), words[id] + err);
                assertEquals(
                        id, Integer.parseInt(out.toString().substring(4, 15).strip()), words[id]);
            }
        }
    }

    @Test
    void separateWordsThatAreOptionsAreRefused() throws IOException {
        final Path index = labeled(true, "-k", "--help");
        for (final String option : new String[] {"--label", "--key"}) {
            for (final String word : new String[] {"-k", "--help", "--exact", "--vectors=x"}) {
                assertError(
                        2,
                        option + " has no value: '" + word + "' is an option; if it is the value, write " + option + "="
                                + word + "; see 'annoy help query'",
                        "query",
                        index,
                        option,
                        word);
            }
        }
        assertError(
                2,
                "--vectors has no value: '--exact' is an option; if it is the value, write --vectors=--exact; see"
                        + " 'annoy help query'",
                "query",
                index,
                "--vectors --exact");
        assertError(
                2,
                "Missing required parameter for option '--label' (WORD); see 'annoy help query'",
                "query",
                index,
                "--label");
        // Values that only look like options are none.
        assertEquals(0, runWords("query", index.toString(), "--vector", "-1,2", "-k", "1"));
        assertEquals(2, runWords("query", index.toString(), "--item", "-1"));
        assertTrue(err.toString().contains("there is no item -1"), err.toString());
        assertEquals(2, runWords("query", index.toString(), "--label", "-x"));
        assertTrue(err.toString().contains("there is no label '-x'"), err.toString());
    }
}
