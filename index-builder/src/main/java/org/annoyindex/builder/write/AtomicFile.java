package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/**
 * A file that appears under its name as a whole or not at all. It is written under a temporary name beside the target,
 * forced to disk and renamed, and the folder is forced. If it is closed before {@link #commit()}, or the JVM ends, the
 * temporary file is deleted. For one thread.
 */
public final class AtomicFile implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long position;
    private boolean committed;

    /**
     * Creates the temporary file.
     *
     * @param target the file to write.
     * @throws IOException if its folder does not exist or cannot be written to, or the target is a folder.
     */
    public AtomicFile(final Path target) throws IOException {
        this.target = target;
        final Path folder = checkTarget(target);
        temporary = temporaryBeside(target);
        try {
            channel = FileChannel.open(
                    temporary, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            temporary.toFile().deleteOnExit();
        } catch (final AccessDeniedException ex) {
            throw notWritable(target, folder);
        }
    }

    /**
     * Checks that a file can be written, before any work is done for it.
     *
     * @param target the file to write.
     * @return its folder.
     * @throws IOException if its folder does not exist or cannot be written to, or the target is a folder.
     */
    public static Path checkTarget(final Path target) throws IOException {
        final Path folder = target.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(target)) {
            throw new IOException(target + " is a folder; name a file to write");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(target + " cannot be written: there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw notWritable(target, folder);
        }
        return folder;
    }

    private static IOException notWritable(final Path target, final Path folder) {
        return new IOException(target + " cannot be written: folder " + folder + " is not writable; choose another");
    }

    /**
     * Returns a name for a file that will be renamed to its target. Unlike files of {@code Files.createTempFile}, one that
     * is created under this name has the default permissions, so that an index can be shared.
     *
     * @param target in whose folder it is.
     * @return a name that no other process uses.
     */
    public static Path temporaryBeside(final Path target) {
        final String unique = Long.toString(ProcessHandle.current().pid()) + '-' + Long.toHexString(System.nanoTime());
        return target.resolveSibling("." + target.getFileName() + "." + unique + ".tmp");
    }

    /** @return the file that has the bytes until they are committed. */
    public Path temporary() {
        return temporary;
    }

    /** @return number of bytes written so far. */
    public long position() {
        return position;
    }

    /**
     * Appends bytes.
     *
     * @param bytes to write, from position to limit; consumed.
     * @throws IOException if the disk is full or fails.
     */
    public void write(final ByteBuffer bytes) throws IOException {
        position += bytes.remaining();
        while (bytes.hasRemaining()) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            final int some = Math.min(buffer.remaining(), bytes.remaining());
            buffer.put(bytes.slice().limit(some));
            bytes.position(bytes.position() + some);
        }
    }

    /**
     * Passes everything written so far to the operating system, so that the temporary file can be read.
     *
     * @throws IOException if the disk is full or fails.
     */
    public void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /**
     * Writes over bytes already written.
     *
     * @param bytes to write, from position to limit; consumed.
     * @param at offset of the first byte.
     * @throws IOException if the disk fails.
     */
    public void overwrite(final ByteBuffer bytes, final long at) throws IOException {
        flush();
        long to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    /**
     * Makes the file visible under its name.
     *
     * @throws IOException if the disk fails; the old target, if any, is still there.
     */
    public void commit() throws IOException {
        flush();
        channel.force(true);
        channel.close();
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (final AtomicMoveNotSupportedException ex) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
        committed = true;
        forceFolder(Objects.requireNonNull(target.toAbsolutePath().getParent()));
    }

    /** Makes the rename durable. Some file systems cannot force folders, and need not. */
    private static void forceFolder(final Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (final IOException ex) {
            System.getLogger("org.annoyindex").log(System.Logger.Level.DEBUG, "cannot force " + folder, ex);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }
}
