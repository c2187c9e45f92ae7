package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Unpacks the archive that people install, and uses it from a folder outside the source tree. Runs after the packaging. */
@Tag("once")
@EnabledIfSystemProperty(named = "annoy.distribution", matches = ".+")
final class DistributionTest {
    @TempDir
    static Path folder;

    private static Path installed;

    /** Does what 'unzip' does; Java's reader of zip files does not restore that the launcher is executable. */
    @BeforeAll
    static void unpack() throws IOException {
        final Path archive = Path.of(System.getProperty("annoy.distribution"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                final Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
        try (Stream<Path> folders = Files.list(folder)) {
            installed = folders.filter(path -> path.getFileName().toString().startsWith("annoy-"))
                    .findFirst()
                    .orElseThrow();
        }
        assertTrue(installed.resolve("bin/annoy").toFile().setExecutable(true));
    }

    /** The exit code, the output and the error output of a program. */
    private record Result(int code, String out, String err) {}

    private static Result run(final String... command) throws IOException, InterruptedException {
        final Path out = Files.createTempFile(folder, "out", ".txt");
        final Path err = Files.createTempFile(folder, "err", ".txt");
        final ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().keySet().removeAll(List.of("ANNOY_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        final Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end: " + List.of(command));
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static boolean isInstalled(final String program) throws IOException, InterruptedException {
        return run("sh", "-c", "command -v " + program).code() == 0;
    }

    @Test
    void buildsAndSearchesThroughALink() throws IOException, InterruptedException {
        final StringBuilder words = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            words.append("w" + i + " " + i + " " + (50 - i) + " " + (i % 7) + "\n");
        }
        Files.writeString(folder.resolve("words.txt"), words);
        final String annoy = Files.createSymbolicLink(folder.resolve("annoy"), installed.resolve("bin/annoy"))
                .toString();
        final Result built = run(annoy, "build", "-q", "-i", "words.txt", "-m", "cosine", "-o", "words.annoy");
        assertEquals(0, built.code(), built.err());
        for (int time = 0; time < 2; time++) {
            final Result found = run(annoy, "query", "words.annoy", "--label", "w7", "-k", "1");
            assertEquals(new Result(0, "   1          7       0.00000  w7" + System.lineSeparator(), ""), found);
        }
        assertEquals(new Result(0, "annoy " + version() + System.lineSeparator(), ""), run(annoy, "--version"));
        final Result info = run(annoy, "info", "words.annoy");
        assertTrue(info.out().contains("metric                     angular"), info.out());
        assertEquals("", info.err());
        assertEquals(2, run(annoy, "qurey").code());
        try (Stream<Path> files = Files.list(installed.resolve("lib"))) {
            assertTrue(files.anyMatch(file -> file.toString().endsWith(".jsa")), "the archive of classes");
        }
    }

    /** A shell passes on the bytes of words, which this JVM may be unable to do. */
    private static Result shell(final String script) throws IOException, InterruptedException {
        final Path file = Files.writeString(folder.resolve("script.sh"), script);
        return run("bash", file.toString());
    }

    @Test
    void labelsInOtherScriptsWorkWithoutALocale() throws IOException, InterruptedException {
        Files.writeString(folder.resolve("cafes.txt"), "coffee 1 2\ncaf\u00e9 1 2.5\n\u6f22\u5b57 9 1\n");
        final String annoy = installed.resolve("bin/annoy").toString();
        assertEquals(
                0,
                run(annoy, "build", "-q", "-i", "cafes.txt", "-m", "l2", "-o", "cafes.annoy")
                        .code());
        for (final String locale :
                new String[] {"LC_ALL=C", "LC_ALL=POSIX", "LANG=C", "LC_ALL=xx_XX.UTF-8", "LC_ALL=C.UTF-8", "X=none"}) {
            final String start = "env -i PATH=\"$PATH\" HOME=\"$HOME\" JAVA_HOME=\"$JAVA_HOME\" " + locale + " " + annoy
                    + " query cafes.annoy ";
            final Result coffee = shell(start + "--label coffee -k 2 2>&1 | grep -v setlocale");
            assertTrue(coffee.out().contains("  caf\u00e9" + System.lineSeparator()), locale + ": " + coffee);
            final Result cafe = shell(start + "--label \"$(printf 'caf\\303\\251')\" -k 1 2>/dev/null");
            assertEquals(
                    new Result(0, "   1          1       0.00000  caf\u00e9" + System.lineSeparator(), ""),
                    cafe,
                    locale);
        }
    }

    @Test
    void worksWithoutAHomeFolder() throws IOException, InterruptedException {
        final Result version =
                run("env", "-u", "HOME", installed.resolve("bin/annoy").toString(), "--version");
        assertEquals(new Result(0, "annoy " + version() + System.lineSeparator(), ""), version);
    }

    @Test
    void closedPipesAreQuietAndFullOnesAreNot() throws IOException, InterruptedException {
        final StringBuilder words = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            words.append("word" + i + " " + i + " " + (i % 7) + "\n");
        }
        Files.writeString(folder.resolve("many.txt"), words);
        final String annoy = installed.resolve("bin/annoy").toString();
        assertEquals(
                0,
                run(annoy, "build", "-q", "-i", "many.txt", "-m", "l2", "-o", "many.annoy")
                        .code());
        final Result head = shell(annoy + " query many.annoy --item 3 -k 3000 | head -1; echo ${PIPESTATUS[0]}");
        assertEquals(
                List.of("   1          3       0.00000  word3", "0"),
                head.out().lines().toList());
        assertEquals("", head.err());
        final Result limited = shell("ulimit -f 8; " + annoy + " query many.annoy --item 3 -k 3000 >limited; echo $?");
        assertEquals("1", limited.out().strip(), limited.err());
        assertTrue(
                limited.err().startsWith("annoy: standard output cannot be written: File too large; "), limited.err());
    }

    private static String version() {
        return installed.getFileName().toString().substring("annoy-".length());
    }

    @Test
    void hasWhatAnInstallationNeeds() throws IOException, InterruptedException {
        for (final String file : new String[] {"LICENSE", "NOTICE", "README.md", "lib/annoy.jar", "bin/jdk.sh"}) {
            assertTrue(Files.size(installed.resolve(file)) > 100, file);
        }
        final Path completion = installed.resolve("share/bash-completion/completions/annoy");
        assertEquals(new Result(0, "", ""), run("bash", "-n", completion.toString()));
        assertTrue(Files.readString(completion).contains("--no-second-leaves"));
        final List<String> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(installed.resolve("share/man/man1"))) {
            files.forEach(file -> pages.add(file.toString()));
        }
        assertEquals(AnnoyCommand.COMMANDS.size(), pages.size(), "one for annoy, none for help: " + pages);
        for (final String page : pages) {
            final String text = Files.readString(Path.of(page));
            for (final String section : new String[] {"NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "EXAMPLES"}) {
                assertTrue(text.contains("\n.SH " + section + "\n"), section + " in " + page);
            }
        }
    }

    @Test
    void manualPagesAreShownByMan() throws IOException, InterruptedException {
        assumeTrue(isInstalled("man"));
        final Result page = run(
                "man",
                "--warnings",
                "-l",
                installed.resolve("share/man/man1/annoy-query.1").toString());
        assertEquals(0, page.code(), page.err());
        assertEquals("", page.err());
        assertTrue(page.out().contains("annoy query words.annoy --label coffee"), page.out());
    }

    @Test
    void theJarHasWhatTheDemoNeedsAndNoOtherTestData() throws IOException {
        final List<String> data = new ArrayList<>();
        try (InputStream jar = Files.newInputStream(installed.resolve("lib/annoy.jar"));
                ZipInputStream entries = new ZipInputStream(jar, StandardCharsets.UTF_8)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.getName().startsWith("org/annoyindex/testdata/") && !entry.isDirectory()) {
                    data.add(entry.getName());
                }
            }
        }
        assertTrue(data.contains("org/annoyindex/testdata/words-10k-100d.txt.gz"), data.toString());
        assertFalse(data.stream().anyMatch(name -> name.contains("golden")), data.toString());
    }
}
