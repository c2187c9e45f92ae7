package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Errors of the output are seen, closed pipes are quiet, and text is UTF-8. */
@Tag("once")
final class StandardOutputTest extends CommandFixture {
    private static final String FULL =
            "annoy: standard output cannot be written: No space left on device; the results are"
                    + " incomplete, check the space on its disk";

    private Path index;
    private Path queries;
    private Path truth;

    @BeforeEach
    void buildIndex() throws IOException {
        index = SampleVectors.buildLabeled(
                folder.resolve("x.annoy"),
                Metric.EUCLIDEAN,
                SampleVectors.random(Metric.EUCLIDEAN, 1100, 4, 1),
                "caf\u00e9");
        queries =
                SampleVectors.writeFvecs(folder.resolve("q.fvecs"), SampleVectors.random(Metric.EUCLIDEAN, 300, 4, 2));
        truth = folder.resolve("gt.ivecs");
        assertRuns("truth", index, "--queries", queries, "-k 10 -o", truth);
    }

    /** Takes some bytes and fails then. */
    private static final class FailingStream extends OutputStream {
        private final String reason;
        private int left;

        FailingStream(final int bytes, final String reason) {
            left = bytes;
            this.reason = reason;
        }

        @Override
        public void write(final int value) throws IOException {
            if (--left < 0) {
                throw new IOException(reason);
            }
        }
    }

    /** The commands that print something, with their words. */
    private Stream<List<String>> commands() {
        final String file = index.toString();
        final String many = queries.toString();
        return Stream.of(
                List.of("query", file, "--item", "3"),
                List.of("query", file, "--item", "3", "--explain"),
                List.of("query", file, "--item", "3", "--explain", "--output-format", "json"),
                List.of("query", file, "--vectors", many, "--output-format", "tsv"),
                List.of("query", file, "--vectors", many, "--output-format", "json"),
                List.of("query", file, "--vectors", many),
                List.of("info", file),
                List.of("info", file, "--output-format", "json"),
                List.of(
                        "eval",
                        file,
                        "--queries",
                        many,
                        "--truth",
                        truth.toString(),
                        "--passes",
                        "3",
                        "--recalls",
                        "1"),
                List.of("truth", file, "--queries", many, "-o", truth + "2"),
                List.of("tune", file, "--queries", many, "-q", "-o", file + "2"),
                List.of("convert", file, "-o", file + "3", "-q"),
                List.of("help"),
                List.of("help", "query"),
                List.of("build", "--help"),
                List.of("--help"),
                List.of("--version"));
    }

    private String runOn(final PrintWriter out, final List<String> words) {
        err = new StringWriter();
        final String[] arguments = words.toArray(String[]::new);
        final int code = AnnoyCommand.commandLine(arguments)
                .setOut(out)
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return code + " "
                + err.toString().lines().filter(line -> !line.startsWith("#")).toList();
    }

    @Test
    void aFullDiskIsAnErrorOfEveryCommand() {
        commands().forEach(words -> {
            for (final int bytes : new int[] {0, 3}) {
                final OutputStream stream = new FailingStream(bytes, "No space left on device");
                assertEquals("1 [" + FULL + "]", runOn(new CommandOutput(stream), words), words.toString());
            }
            final PrintWriter plain = new PrintWriter(
                    new OutputStreamWriter(new FailingStream(0, "No space left on device"), StandardCharsets.UTF_8));
            assertEquals(
                    "1 [" + FULL.replace("No space left on device", "write error") + "]",
                    runOn(plain, words),
                    words.toString());
        });
    }

    @Test
    void anErrorAfterManyRowsIsSeenToo() {
        final List<String> words = List.of("query", index.toString(), "--vectors", queries.toString());
        assertEquals(
                "1 [" + FULL + "]",
                runOn(new CommandOutput(new FailingStream(100_000, "No space left on device")), words));
    }

    @Test
    void aClosedPipeEndsQuietly() {
        commands()
                .forEach(words -> assertEquals(
                        "0 []",
                        runOn(new CommandOutput(new FailingStream(5, "Broken pipe")), words),
                        words.toString()));
    }

    /** The problem of the command is reported, not that of the output. */
    @Test
    void aProblemBeforeTheOutputFailsIsTheOneReported() {
        assertEquals(
                "2 [annoy: there is no item 9999 in " + index + "; it has 1100 items, numbered from 0]",
                runOn(
                        new CommandOutput(new FailingStream(0, "No space left on device")),
                        List.of("query", index.toString(), "--item", "9999")));
    }

    private Process start(final String locale, final String... words) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AnnoyCommand.class.getName()));
        command.addAll(List.of(words));
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", locale);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder.redirectError(folder.resolve("err").toFile()).start();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aReaderMayStopReadingARealPipe() throws IOException, InterruptedException {
        final Process process = start("C", "query", index.toString(), "--vectors", queries.toString(), "-k", "500");
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("query 0", out.readLine());
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", errors());
        assertEquals(0, process.exitValue());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void outputIsUtf8WithoutALocaleAndArgumentsSayHowToSetOne() throws IOException, InterruptedException {
        final Process shown = start("C", "query", index.toString(), "--item", "3", "-k", "1");
        try (InputStream out = shown.getInputStream()) {
            final String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(text.endsWith("  caf\u00e9 3" + System.lineSeparator()), text);
        }
        assertEquals(0, shown.waitFor());

        // The shell passes on bytes, which this JVM may be unable to do.
        final Path script =
                write("search", "exec \"$@\" \"$(printf 'caf\\303\\251 3')\" -k 1 2>" + folder.resolve("err") + "\n");
        for (final String locale : new String[] {"C", "C.UTF-8"}) {
            final ProcessBuilder builder = new ProcessBuilder(
                    "sh",
                    script.toString(),
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    AnnoyCommand.class.getName(),
                    "query",
                    index.toString(),
                    "--label");
            builder.environment().put("LC_ALL", locale);
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
            final Process searched = builder.start();
            final String text;
            try (InputStream out = searched.getInputStream()) {
                text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            }
            if (locale.equals("C")) {
                assertEquals(2, searched.waitFor());
                assertTrue(errors().contains("does not have; set LC_ALL=C.UTF-8; see"), errors());
            } else {
                assertEquals(0, searched.waitFor(), errors());
                assertTrue(text.contains("  caf\u00e9 3"), text);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void filesThatGrowTooLongAreNamedWithTheirFolder() throws IOException, InterruptedException {
        final Path vectors = SampleVectors.writeFvecs(
                folder.resolve("v.fvecs"), SampleVectors.random(Metric.EUCLIDEAN, 4000, 64, 2));
        final Path target = folder.resolve("new.annoy");
        final Path work = Files.createDirectory(folder.resolve("work"));
        // A limit for the length of files, 512 bytes each, stands in for a full disk.
        for (final int blocks : new int[] {100, 2040}) {
            final Process process = new ProcessBuilder(
                            "sh",
                            "-c",
                            "ulimit -f " + blocks + "; exec \"$@\"",
                            "sh",
                            Path.of(System.getProperty("java.home"), "bin/java").toString(),
                            "-XX:-UsePerfData",
                            "-cp",
                            System.getProperty("java.class.path"),
                            AnnoyCommand.class.getName(),
                            "build",
                            "-q",
                            "-i",
                            vectors.toString(),
                            "-m",
                            "l2",
                            "-o",
                            target.toString(),
                            "--temp-dir",
                            work.toString())
                    .redirectErrorStream(true)
                    .start();
            final String message;
            try (InputStream out = process.getInputStream()) {
                message = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            assertEquals(1, process.waitFor(), message);
            assertEquals(
                    blocks == 100
                            ? "annoy: the temporary file of the vectors in folder " + work
                                    + " cannot be written: File too large; check folder " + work
                                    + " and the space on its disk, or choose another work folder (--temp-dir on the"
                                    + " command line)"
                            : "annoy: " + target + " cannot be written: File too large; check folder " + folder
                                    + " and the space on its disk, or choose another",
                    message);
            assertEquals(List.of(), list(work));
            assertTrue(Files.notExists(target));
        }
    }

    private static List<Path> list(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void indexesAndTruthGoToStandardOutput() throws IOException {
        final Path words = write("words.txt", "a 1 2\nb 3 4\nc 5 6\n");
        final Path work = Files.createDirectory(folder.resolve("work"));
        final List<String> before = files();
        assertRuns("build -q -i", words, "-m l2 -o - --temp-dir", work);
        assertTrue(err.toString().startsWith("standard output: 3 items x 2, euclidean, "), err.toString());
        final byte[] streamed = out.toByteArray();
        assertEquals(before, files());
        assertEquals(List.of(), list(work));
        final Path built = folder.resolve("built.annoy");
        assertRuns("build -q -i", words, "-m l2 -o", built);
        assertEquals(-1, Arrays.mismatch(streamed, Files.readAllBytes(built)));
        try (AnnoyIndex opened = AnnoyIndex.load(Files.write(folder.resolve("s.annoy"), streamed))) {
            assertEquals("b", opened.label(1));
        }
        assertRuns("convert", built, "-q -o -");
        assertEquals(-1, Arrays.mismatch(streamed, out.toByteArray()));
        assertRuns("truth", index, "--queries", queries, "-k 10 -o -");
        assertEquals(-1, Arrays.mismatch(Files.readAllBytes(truth), out.toByteArray()));
        assertTrue(err.toString().startsWith("-: 300 queries x 10, "), err.toString());
    }

    @Test
    void commandsThatPrintATableNeedAFileForTheIndex() throws IOException {
        assertError(
                2,
                "--output is -, but standard output gets the table; name a file for the index",
                "tune",
                index,
                "--queries",
                queries,
                "-o -");
        assertError(2, "--output is -, but the demo writes several files; name a folder", "demo -o -");
    }

    @Test
    void temporaryFilesGoWhereTheyAreWanted() throws IOException {
        final Path words = write("words.txt", "a 1 2\nb 3 4\nc 5 6\n");
        final Path missing = folder.resolve("missing");
        assertError(
                1,
                "--temp-dir is " + missing + ", which is no folder; make it first",
                "build -q -i",
                words,
                "-m l2 -o",
                folder.resolve("y.annoy"),
                "--temp-dir",
                missing);
    }
}
