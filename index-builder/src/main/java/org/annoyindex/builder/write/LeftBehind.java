package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Names of temporary files, and what to do with those that killed processes have left behind. */
final class LeftBehind {
    private static final Pattern RANDOM = Pattern.compile("[0-9a-f]{8}");

    private LeftBehind() {}

    /** The part of a name that no other temporary file has: the mark of this process and a random number. */
    static String uniqueName() {
        return ProcessMark.own() + "-"
                + ProcessMark.hex(ThreadLocalRandom.current().nextInt());
    }

    /** Deletes what processes that are gone have left behind. What cannot be listed or deleted stays. */
    static void delete(final Path folder, final String prefix, final String suffix) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                if (isLeftBehind(String.valueOf(file.getFileName()), prefix, suffix)) {
                    deleteAll(file);
                }
            }
        } catch (final IOException | DirectoryIteratorException ex) {
            System.getLogger("org.annoyindex").log(System.Logger.Level.DEBUG, "cannot clean " + folder, ex);
        }
    }

    private static boolean isLeftBehind(final String name, final String prefix, final String suffix) {
        if (!name.startsWith(prefix) || !name.endsWith(suffix) || name.length() < prefix.length() + suffix.length()) {
            return false;
        }
        final String unique = name.substring(prefix.length(), name.length() - suffix.length());
        final int random = unique.lastIndexOf('-');
        return random > 0
                && RANDOM.matcher(unique.substring(random + 1)).matches()
                && ProcessMark.isGone(unique.substring(0, random));
    }

    /** Deletes a file, or a folder of files. */
    static void deleteAll(final Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                for (final Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        }
        Files.deleteIfExists(path);
    }
}
