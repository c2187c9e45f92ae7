package org.annoyindex.builder.write;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears under its name as a whole or not at all. It is written under a temporary name in the target's folder,
 * forced to disk and renamed, and the folder is forced. If it is closed before {@link #commit()}, or the JVM ends, the
 * temporary file is deleted; if the process is killed, by the next one that writes this target. For one thread.
 *
 * <p>A target that is a symbolic link stays one: the file behind it is replaced, in its folder. What is neither a file nor
 * absent, such as a pipe or a device, is refused. A file that is replaced leaves its permissions to the new one, and its
 * owner and group if the system allows that; a file that is new has the permissions of the user's new files.
 */
public final class AtomicFile implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final TargetFile target;
    private final TemporaryFile temporary;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long position;

    /**
     * Creates the temporary file.
     *
     * @param target the file to write.
     * @throws IOException if its folder does not exist or cannot be written to, or the target is no regular file.
     */
    public AtomicFile(final Path target) throws IOException {
        this.target = new TargetFile(target);
        temporary = this.target.createTemporary();
    }

    /**
     * Checks that a file can be written, before any work is done for it.
     *
     * @param target the file to write.
     * @return its folder; that of the file behind it if it is a link.
     * @throws IOException if its folder does not exist or cannot be written to, or the target is no regular file.
     */
    public static Path checkTarget(final Path target) throws IOException {
        return new TargetFile(target).folder();
    }

    /** @return the file that has the bytes until they are committed. */
    public Path temporary() {
        return temporary.path();
    }

    /** @return number of bytes written so far. */
    public long position() {
        return position;
    }

    /**
     * Appends bytes.
     *
     * @param bytes to write, from position to limit; consumed.
     * @throws IOException if the disk is full or fails; the message names the target and its folder.
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

    /** @return a stream that appends its bytes; closing it does nothing. */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(final int value) throws IOException {
                AtomicFile.this.write(ByteBuffer.wrap(new byte[] {(byte) value}));
            }

            @Override
            public void write(final byte[] bytes, final int offset, final int length) throws IOException {
                AtomicFile.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /**
     * Passes everything written so far to the operating system, so that the temporary file can be read.
     *
     * @throws IOException if the disk is full or fails.
     */
    public void flush() throws IOException {
        temporary.write(buffer.flip());
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
        temporary.overwrite(bytes, at);
    }

    /**
     * Drops the last bytes; further ones are appended to the rest.
     *
     * @param length number of bytes to keep.
     * @throws IOException if the disk fails.
     */
    void truncate(final long length) throws IOException {
        flush();
        temporary.truncate(length);
        position = length;
    }

    /**
     * Makes the file visible under its name.
     *
     * @throws IOException if the disk fails; the old target, if any, is still there.
     */
    public void commit() throws IOException {
        flush();
        temporary.force();
        try {
            Files.move(temporary.path(), target.file(), StandardCopyOption.ATOMIC_MOVE);
        } catch (final AtomicMoveNotSupportedException ex) {
            Files.move(temporary.path(), target.file(), StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder(target.folder());
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
        temporary.close();
    }
}
