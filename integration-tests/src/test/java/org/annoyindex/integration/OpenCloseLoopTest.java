package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Query;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Opens and closes an index many times where no garbage is collected: a heap that does not fill, and no explicit collections.
 * A process may have 65,530 mappings.
 */
final class OpenCloseLoopTest {
    private static final List<String> NO_COLLECTIONS =
            List.of("-Xms4g", "-Xmx4g", "-Xmn2g", "-XX:+DisableExplicitGC", "-XX:-CreateCoredumpOnCrash");

    private static final Path MAPS = Path.of("/proc/self/maps");

    @TempDir
    private Path folder;

    /** The child process: a file, and how often to open it. */
    static final class Loop {
        private Loop() {}

        public static void main(final String[] arguments) throws IOException {
            for (int round = 0; round < Integer.parseInt(arguments[1]); round++) {
                try (AnnoyIndex index = AnnoyIndex.load(Path.of(arguments[0]))) {
                    index.nearest(Query.item(round % index.size()), 3);
                }
            }
        }
    }

    /** 30,000 rounds had 240,000 mappings when each round left eight. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {17, 25})
    void thirtyThousandRoundsNeedNoCollection(final int version) throws Exception {
        final Path java = java(version);
        final Path file = build();
        final List<String> command = new ArrayList<>(List.of(java.toString()));
        command.addAll(NO_COLLECTIONS);
        command.add("-XX:ErrorFile=" + folder.resolve("error.log"));
        command.addAll(List.of("-cp", classPath(version), Loop.class.getName(), file.toString(), "30000"));
        final Path output = folder.resolve("output");
        final Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(output));
    }

    private static String read(final Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (final IOException ex) {
            return ex.toString();
        }
    }

    private Path build() throws IOException {
        return SampleVectors.build(
                folder.resolve("x.annoy"), Metric.EUCLIDEAN, SampleVectors.random(Metric.EUCLIDEAN, 300, 8, 1));
    }

    /** This JVM, or another one in one of the usual places. */
    private static Path java(final int version) throws IOException {
        if (Runtime.version().feature() == version) {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
        final Path homes = Path.of("/usr/lib/jvm");
        assumeTrue(Files.isDirectory(homes), "no other JDK");
        try (Stream<Path> all = Files.list(homes)) {
            final List<Path> found = all.filter(home -> isVersion(home, version))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .toList();
            assumeTrue(!found.isEmpty(), "no JDK " + version);
            return found.get(0);
        }
    }

    private static boolean isVersion(final Path home, final int version) {
        try {
            return Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"" + version);
        } catch (final IOException ex) {
            return false;
        }
    }

    /** A folder of classes is no multi-release jar, so its versions are named by hand. */
    private static String classPath(final int version) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .flatMap(entry -> Stream.of(entry, entry + "/META-INF/versions/25"))
                .filter(entry -> version >= 25 || !entry.endsWith("/versions/25"))
                .filter(entry -> Files.exists(Path.of(entry)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void nothingIsLeftMapped() throws IOException {
        assumeTrue(Files.exists(MAPS), "only Linux lists what is mapped");
        final Path file = build();
        Loop.main(new String[] {file.toString(), "50"});
        try (Stream<String> lines = Files.lines(MAPS)) {
            assertEquals(
                    0, lines.filter(line -> line.contains(folder.toString())).count());
        }
    }
}
