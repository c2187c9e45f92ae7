package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a target that is no new file: links, pipes, sockets, files with permissions of their own, long names. */
@Tag("once")
@DisabledOnOs(OS.WINDOWS)
final class TargetFileTest {
    @TempDir
    Path folder;

    private static final float[][] VECTORS = SampleVectors.random(Metric.EUCLIDEAN, 20, 4, 1);

    private static void build(final Path target) throws IOException {
        SampleVectors.build(target, Metric.EUCLIDEAN, VECTORS);
    }

    private static void assertIndex(final Path file) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            assertEquals(VECTORS.length, index.size());
        }
    }

    private static void assertRefused(final String message, final Path target) {
        assertEquals(
                message, assertThrows(IOException.class, () -> build(target)).getMessage());
    }

    private static List<String> list(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void pipesAndSocketsStayWhatTheyAre() throws IOException, InterruptedException {
        final Path pipe = folder.resolve("p.annoy");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        assertRefused(pipe + " is a pipe, not a file; name a file to write", pipe);
        final Path link = Files.createSymbolicLink(folder.resolve("link.annoy"), Path.of("p.annoy"));
        assertRefused(link + " is a pipe, not a file; name a file to write", link);
        final Path socket = folder.resolve("s.annoy");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertRefused(socket + " is a socket, not a file; name a file to write", socket);
        }
        assertTrue(Files.readAttributes(pipe, BasicFileAttributes.class).isOther());
        assertEquals(List.of("link.annoy", "p.annoy", "s.annoy"), list(folder));
    }

    @Test
    void filesBehindLinksAreReplacedInTheirFolders() throws IOException {
        final Path versions = Files.createDirectory(folder.resolve("v"));
        final Path file = versions.resolve("1.annoy");
        Files.writeString(file, "old");
        final Path current = Files.createSymbolicLink(folder.resolve("current.annoy"), Path.of("v/1.annoy"));
        final Path latest = Files.createSymbolicLink(folder.resolve("latest.annoy"), Path.of("current.annoy"));
        build(latest);
        assertTrue(Files.isSymbolicLink(latest) && Files.isSymbolicLink(current));
        assertFalse(Files.isSymbolicLink(file));
        assertIndex(file);
        assertIndex(latest);
        assertEquals(List.of("1.annoy"), list(versions));

        final Path absolute = Files.createSymbolicLink(
                folder.resolve("absolute.annoy"), versions.resolve("2.annoy").toAbsolutePath());
        build(absolute);
        assertTrue(Files.isSymbolicLink(absolute), "a link to nothing is followed, too");
        assertIndex(versions.resolve("2.annoy"));

        final Path upwards = Files.createSymbolicLink(versions.resolve("up.annoy"), Path.of("../up.annoy"));
        build(upwards);
        assertIndex(folder.resolve("up.annoy"));
        assertTrue(Files.isSymbolicLink(upwards));
    }

    @Test
    void linksThatLeadNowhereAreRefused() throws IOException {
        final Path one = folder.resolve("one");
        final Path other = Files.createSymbolicLink(folder.resolve("other"), one);
        Files.createSymbolicLink(one, other);
        assertRefused(one + " is a link that leads back to itself; name a file to write", one);
        final Path missing = folder.resolve("missing");
        final Path lost = Files.createSymbolicLink(folder.resolve("lost"), missing.resolve("x.annoy"));
        assertRefused(lost + " cannot be written: there is no folder " + missing + "; make it first", lost);
        final Path toFolder = Files.createSymbolicLink(folder.resolve("to-folder"), folder);
        assertRefused(toFolder + " is a folder; name a file to write", toFolder);
        assertEquals(List.of("lost", "one", "other", "to-folder"), list(folder));
    }

    @Test
    void theNewFileHasThePermissionsOfTheOldOne() throws IOException {
        for (final String permissions : new String[] {"rw-rw-r--", "rw-------", "r--r-----", "rwxrwxrwx"}) {
            final Path file = folder.resolve("x.annoy");
            Files.deleteIfExists(file);
            Files.writeString(file, "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            build(file);
            assertIndex(file);
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    /** As root the owner and the group can be given away; others keep their own. */
    @Test
    void theNewFileHasTheOwnerAndTheGroupOfTheOldOne() throws IOException {
        final Path file = Files.writeString(folder.resolve("x.annoy"), "old");
        try {
            Files.setAttribute(file, "unix:uid", 12345);
            Files.setAttribute(file, "unix:gid", 54321);
        } catch (final IOException ex) {
            assumeTrue(false, "only root may do that");
        }
        build(file);
        assertEquals(12345, Files.getAttribute(file, "unix:uid"));
        assertEquals(54321, Files.getAttribute(file, "unix:gid"));
    }

    @Test
    void theTemporaryIndexHasNoMorePermissionsThanTheOldFile() throws IOException {
        final Path file = Files.writeString(folder.resolve("x.annoy"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        final Path work = Files.createDirectory(folder.resolve("work"));
        final StringBuilder seen = new StringBuilder();
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4, work)) {
            builder.addAll(VECTORS).listener((stage, share) -> {
                if (stage == BuildListener.Stage.WRITE && seen.isEmpty()) {
                    seen.append(permissionsOfTemporary(folder)).append(' ').append(permissionsOfTemporary(work));
                }
            });
            builder.write(file);
        }
        assertEquals("rw-r----- rw-------", seen.toString());
    }

    private static String permissionsOfTemporary(final Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            final Path temporary = files.filter(
                            file -> file.getFileName().toString().contains("annoy-"))
                    .findFirst()
                    .orElseThrow();
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(temporary));
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void namesUpToTheLongestThatTheSystemHasCanBeWritten() throws IOException {
        for (final int length : new int[] {60, 70, 230, 254, 255}) {
            final Path file = folder.resolve("n".repeat(length - 6) + ".annoy");
            build(file);
            build(file);
            assertIndex(file);
        }
        // Three bytes each, if this JVM can write such names.
        if (System.getProperty("sun.jnu.encoding", "").equals("UTF-8")) {
            build(folder.resolve("\u6f22".repeat(85)));
        }
        final Path tooLong = folder.resolve("n".repeat(256));
        assertRefused(tooLong + " cannot be written: File name too long; choose another name or folder", tooLong);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void foldersThatTakeNoFilesAreNamed() throws IOException {
        final Path target = Path.of("/proc/x.annoy");
        final String message =
                assertThrows(IOException.class, () -> build(target)).getMessage();
        assertTrue(message.matches("/proc/x.annoy cannot be written: folder /proc .*; choose another"), message);
        assertFalse(message.contains("tmp"), message);
        final IOException work =
                assertThrows(IOException.class, () -> new IndexBuilder(Metric.DOT, 2, Path.of("/proc")));
        assertTrue(work.getMessage().contains("folder /proc takes no new files"), work.getMessage());
        final Path missing = folder.resolve("missing");
        assertEquals(
                "there is no folder " + missing + " for temporary files; make it first",
                assertThrows(IOException.class, () -> new IndexBuilder(Metric.DOT, 2, missing))
                        .getMessage());
    }

    /** Runs until it is killed: has temporary files of both kinds in the folder that it is given. */
    public static final class Killed {
        private Killed() {}

        /** Builds, and stops in the middle. */
        public static void main(final String[] arguments) throws IOException {
            final Path folder = Path.of(arguments[0]);
            try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4, folder)) {
                builder.addAll(VECTORS).listener((stage, share) -> {
                    if (stage == BuildListener.Stage.WRITE) {
                        System.out.println("writing");
                        try {
                            TimeUnit.MINUTES.sleep(5);
                        } catch (final InterruptedException ex) {
                            throw new IllegalStateException(ex);
                        }
                    }
                });
                builder.write(folder.resolve("x.annoy"));
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAKilledBuildLeavesBehindIsRemovedByTheNext() throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Killed.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (InputStream out = process.getInputStream()) {
            assertEquals('w', out.read());
            final List<String> during = list(folder);
            assertEquals(2, during.size(), during.toString());
            assertTrue(during.get(0).matches("\\.x\\.annoy\\.annoy-[0-9a-f]{8}-" + process.pid() + "-\\d+-.*\\.tmp"));
            assertTrue(during.get(1).matches("annoy-build-[0-9a-f]{8}-" + process.pid() + "-\\d+-.*\\.vectors"));

            buildIn(folder, "x.annoy");
            assertEquals(3, list(folder).size(), "a build that still runs keeps its files");
            process.destroyForcibly().waitFor();
            assertEquals(3, list(folder).size(), "a killed one cannot delete them");

            final String other = during.get(0).replaceFirst("annoy-[0-9a-f]{8}-", "annoy-01234567-");
            Files.writeString(folder.resolve(other), "of another host");
            Files.writeString(folder.resolve(during.get(0).replace(".x.", ".y.")), "of another target");
            buildIn(folder, "x.annoy");
            assertEquals(
                    Stream.of(other, during.get(0).replace(".x.", ".y."), "x.annoy")
                            .sorted()
                            .toList(),
                    list(folder));
        } finally {
            process.destroyForcibly();
        }
    }

    /** The mark of a process whose id another one has now is of an ended process. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void filesOfAnEarlierProcessWithTheSameIdAreRemoved() throws IOException {
        final String own;
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4, folder)) {
            builder.addAll(VECTORS);
            own = list(folder).get(0);
            final String earlier = own.replaceFirst("-(\\d+)-(\\d+)-", "-$1-1-");
            Files.writeString(folder.resolve(earlier), "");
            buildIn(folder, "x.annoy");
            assertEquals(List.of(own, "x.annoy"), list(folder));
        }
        assertEquals(List.of("x.annoy"), list(folder));
    }

    private static void buildIn(final Path folder, final String name) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4, folder)) {
            builder.addAll(VECTORS).write(folder.resolve(name));
        }
    }

    @Test
    void tunedIndexesGoBehindLinksToo() throws IOException {
        final float[][] many = SampleVectors.random(Metric.EUCLIDEAN, 1500, 4, 2);
        final Path file = SampleVectors.build(folder.resolve("x.annoy"), Metric.EUCLIDEAN, many);
        final byte[] before = Files.readAllBytes(file);
        final Path link = Files.createSymbolicLink(folder.resolve("link.annoy"), Path.of("x.annoy"));
        new RecallTuner(link, SampleVectors.random(Metric.EUCLIDEAN, 50, 4, 3)).write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        assertTrue(Arrays.mismatch(before, Files.readAllBytes(file)) >= 0);
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 4)) {
            builder.addAll(VECTORS).writeSpotify(link);
        }
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(link));
    }
}
