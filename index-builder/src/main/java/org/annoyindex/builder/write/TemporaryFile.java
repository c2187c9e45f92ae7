package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;

/**
 * A temporary file of a build, deleted when it is closed or when the JVM ends. A process that is killed leaves it behind.
 * Its name therefore ends in the {@link ProcessMark} of its process, and the next file with the same beginning in the same
 * folder deletes those whose process is gone. For one thread.
 */
public final class TemporaryFile implements AutoCloseable {
    private static final Set<OpenOption> OPTIONS =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final FileChannel channel;
    private final String name;
    private final String remedy;

    private TemporaryFile(final Path path, final FileChannel channel, final String name, final String remedy) {
        this.path = path;
        this.channel = channel;
        this.name = name;
        this.remedy = remedy;
    }

    /**
     * Creates the file for a build's vectors, {@code annoy-build-...vectors}, which only its owner may read.
     *
     * @param folder for it.
     * @return the file, to be closed.
     * @throws IOException if the folder takes no new files.
     */
    public static TemporaryFile ofVectors(final Path folder) throws IOException {
        final Path absolute = folder.toAbsolutePath();
        return create(
                absolute,
                "annoy-build-",
                ".vectors",
                "the temporary file of the vectors in folder " + absolute,
                "choose another work folder (--temp-dir on the command line)",
                ownerOnly(requireFolder(absolute), false));
    }

    /** Permissions of a file or folder that only its owner may use; none where a file system has no permissions. */
    static FileAttribute<?>[] ownerOnly(final Path folder, final boolean isFolder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(isFolder ? "rwx------" : "rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static Path requireFolder(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + " for temporary files; make it first");
        }
        return folder;
    }

    /**
     * Creates a file, and deletes those of ended processes.
     *
     * @param folder for it.
     * @param prefix of its name.
     * @param suffix of its name.
     * @param name what it is called in messages.
     * @param remedy what to do if it cannot be written.
     * @param attributes it is created with.
     * @return the file, to be closed.
     * @throws IOException if the folder takes no new files.
     */
    static TemporaryFile create(
            final Path folder,
            final String prefix,
            final String suffix,
            final String name,
            final String remedy,
            final FileAttribute<?>... attributes)
            throws IOException {
        LeftBehind.delete(folder, prefix, suffix);
        for (int attempt = 1; ; attempt++) {
            final Path path = folder.resolve(prefix + LeftBehind.uniqueName() + suffix);
            try {
                final FileChannel channel = FileChannel.open(path, OPTIONS, attributes);
                path.toFile().deleteOnExit();
                return new TemporaryFile(path, channel, name, remedy);
            } catch (final FileAlreadyExistsException ex) {
                if (attempt == ATTEMPTS) {
                    throw cannotCreate(folder, name, remedy, ex);
                }
            } catch (final IOException ex) {
                throw cannotCreate(folder, name, remedy, ex);
            }
        }
    }

    private static IOException cannotCreate(
            final Path folder, final String name, final String remedy, final IOException cause) {
        return new IOException(
                name + " cannot be written: folder " + folder + " takes no new files (" + reason(cause) + "); "
                        + remedy,
                cause);
    }

    private static String reason(final IOException problem) {
        if (problem instanceof FileSystemException file) {
            return file.getReason() == null
                    ? problem.getClass()
                            .getSimpleName()
                            .replace("Exception", "")
                            .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                            .toLowerCase(Locale.ROOT)
                    : file.getReason();
        }
        return String.valueOf(problem.getMessage());
    }

    /** {@return where the file is} */
    public Path path() {
        return path;
    }

    /**
     * Appends bytes.
     *
     * @param bytes to write, from position to limit; consumed.
     * @throws IOException if the disk is full or fails; the message names the file and its folder.
     */
    public void write(final ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (final IOException ex) {
            throw explained(ex);
        }
    }

    /**
     * Writes over bytes already written.
     *
     * @param bytes to write, from position to limit; consumed.
     * @param at offset of the first byte.
     * @throws IOException if the disk fails.
     */
    void overwrite(final ByteBuffer bytes, final long at) throws IOException {
        try {
            long to = at;
            while (bytes.hasRemaining()) {
                to += channel.write(bytes, to);
            }
        } catch (final IOException ex) {
            throw explained(ex);
        }
    }

    /**
     * Drops the last bytes; further ones are appended to the rest.
     *
     * @param length number of bytes to keep.
     * @throws IOException if the disk fails.
     */
    void truncate(final long length) throws IOException {
        try {
            channel.truncate(length);
        } catch (final IOException ex) {
            throw explained(ex);
        }
    }

    /**
     * Forces the bytes to disk and ends writing.
     *
     * @throws IOException if the disk fails.
     */
    void force() throws IOException {
        try {
            channel.force(true);
            channel.close();
        } catch (final IOException ex) {
            throw explained(ex);
        }
    }

    /** The system's message names neither the file nor the disk that is full. */
    private IOException explained(final IOException cause) {
        if (cause instanceof ClosedChannelException) {
            return cause;
        }
        return new IOException(
                name + " cannot be written: " + reason(cause) + "; check folder " + path.getParent()
                        + " and the space on its disk, or " + remedy,
                cause);
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if it cannot be deleted.
     */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
