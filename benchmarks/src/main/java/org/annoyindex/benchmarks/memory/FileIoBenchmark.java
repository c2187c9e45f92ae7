package org.annoyindex.benchmarks.memory;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Writing and reading a file through a mapping, through file I/O, and memory for comparison: byte by byte, eight bytes
 * at a time, in blocks of 64 KiB. An operation is a megabyte, so that scores are MB/s. The file exists and is in the
 * page cache: what is measured is the way there. With {@code force} a write ends only when the disk has it all.
 *
 * <p>Ways that make a system call a byte or a long write only a megabyte an invocation, the others 32.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FileIoBenchmark {
    private static final int MEGABYTES = 32;
    private static final int MEGABYTE = 1_000_000;
    private static final int LENGTH = MEGABYTES * MEGABYTE;
    private static final int BLOCK = 64_000;

    /** Where the file is made; the folder for temporary files if empty. */
    @Param("")
    String folder;

    private final byte[] block = new byte[BLOCK];
    private final ByteBuffer directBlock = ByteBuffer.allocateDirect(BLOCK);
    private final ByteBuffer oneLong = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private Path path;
    private RandomAccessFile file;
    private FileChannel channel;
    private MappedByteBuffer mapping;
    private ByteBuffer direct;
    private byte[] heap;
    private byte value;

    /** Whether what was written must be on the disk before the clock stops. */
    @State(Scope.Thread)
    public static class Forcing {
        /** False: it is in the page cache, and the kernel writes it out later. */
        @Param({"false", "true"})
        boolean force;
    }

    /**
     * Makes the file.
     *
     * @throws IOException if that fails.
     */
    @Setup
    public void open() throws IOException {
        final Path where = Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
        path = Files.createTempFile(where, "annoy-io-", ".bin");
        Files.write(path, new byte[LENGTH]);
        file = new RandomAccessFile(path.toFile(), "rw");
        channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, LENGTH);
        mapping.order(ByteOrder.LITTLE_ENDIAN);
        mapping.load();
        direct = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        heap = new byte[LENGTH];
    }

    /**
     * Deletes the file.
     *
     * @throws IOException if that fails.
     */
    @TearDown
    public void close() throws IOException {
        file.close();
        channel.close();
        Files.delete(path);
    }

    /** Other values each time, the same for all ways. */
    @Setup(Level.Invocation)
    public void next() {
        value++;
    }

    /** @return what was written, so that it is. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public byte[] writeHeapBytes() {
        final byte[] target = heap;
        for (int i = 0; i < LENGTH; i++) {
            target[i] = (byte) (value + i);
        }
        return target;
    }

    /** @return what was written, so that it is. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public ByteBuffer writeDirectBytes() {
        return putBytes(direct);
    }

    /** @return what was written, so that it is. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public ByteBuffer writeDirectLongs() {
        return putLongs(direct);
    }

    /** @return what was written, so that it is. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public ByteBuffer writeDirectBlocks() {
        return putBlocks(direct);
    }

    /** @param forcing whether to wait for the disk. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeMappingBytes(final Forcing forcing) {
        putBytes(mapping);
        force(forcing);
    }

    /** @param forcing whether to wait for the disk. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeMappingLongs(final Forcing forcing) {
        putLongs(mapping);
        force(forcing);
    }

    /** @param forcing whether to wait for the disk. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeMappingBlocks(final Forcing forcing) {
        putBlocks(mapping);
        force(forcing);
    }

    private void force(final Forcing forcing) {
        if (forcing.force) {
            mapping.force();
        }
    }

    private ByteBuffer putBytes(final ByteBuffer target) {
        for (int i = 0; i < LENGTH; i++) {
            target.put(i, (byte) (value + i));
        }
        return target;
    }

    private ByteBuffer putLongs(final ByteBuffer target) {
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            target.putLong(i, value + i);
        }
        return target;
    }

    private ByteBuffer putBlocks(final ByteBuffer target) {
        block[0] = value;
        for (int i = 0; i < LENGTH; i += BLOCK) {
            target.put(i, block);
        }
        return target;
    }

    /**
     * A system call a byte.
     *
     * @throws IOException if writing fails.
     */
    @Benchmark
    public void writeFileBytes() throws IOException {
        file.seek(0);
        for (int i = 0; i < MEGABYTE; i++) {
            file.write(value + i);
        }
    }

    /**
     * Through a stream's buffer of 8 KiB.
     *
     * @param forcing whether to wait for the disk.
     * @throws IOException if writing fails.
     */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeStreamBytes(final Forcing forcing) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.WRITE))) {
            for (int i = 0; i < LENGTH; i++) {
                out.write(value + i);
            }
        }
        force(channel, forcing);
    }

    /**
     * A system call a long.
     *
     * @throws IOException if writing fails.
     */
    @Benchmark
    public void writeChannelLongs() throws IOException {
        for (int i = 0; i < MEGABYTE; i += Long.BYTES) {
            oneLong.putLong(0, value + i);
            channel.write(oneLong.rewind(), i);
        }
    }

    /**
     * A system call a block.
     *
     * @param forcing whether to wait for the disk.
     * @throws IOException if writing fails.
     */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeFileBlocks(final Forcing forcing) throws IOException {
        block[0] = value;
        file.seek(0);
        for (int i = 0; i < LENGTH; i += BLOCK) {
            file.write(block);
        }
        force(file.getChannel(), forcing);
    }

    /**
     * A system call a block, from memory outside the heap.
     *
     * @param forcing whether to wait for the disk.
     * @throws IOException if writing fails.
     */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public void writeChannelBlocks(final Forcing forcing) throws IOException {
        directBlock.put(0, value);
        for (int i = 0; i < LENGTH; i += BLOCK) {
            directBlock.clear();
            while (directBlock.hasRemaining()) {
                channel.write(directBlock, (long) i + directBlock.position());
            }
        }
        force(channel, forcing);
    }

    private static void force(final FileChannel written, final Forcing forcing) throws IOException {
        if (forcing.force) {
            written.force(false);
        }
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readHeapBytes() {
        long sum = 0;
        for (final byte one : heap) {
            sum += one;
        }
        return sum;
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readDirectLongs() {
        return sumLongs(direct);
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readMappingBytes() {
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += mapping.get(i);
        }
        return sum;
    }

    /** @return a sum, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readMappingLongs() {
        return sumLongs(mapping);
    }

    private static long sumLongs(final ByteBuffer source) {
        long sum = 0;
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            sum += source.getLong(i);
        }
        return sum;
    }

    /** @return a byte, so that nothing is left out. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public byte readMappingBlocks() {
        for (int i = 0; i < LENGTH; i += BLOCK) {
            mapping.get(i, block);
        }
        return block[0];
    }

    /**
     * A system call a byte.
     *
     * @return a sum, so that nothing is left out.
     * @throws IOException if reading fails.
     */
    @Benchmark
    public long readFileBytes() throws IOException {
        long sum = 0;
        file.seek(0);
        for (int i = 0; i < MEGABYTE; i++) {
            sum += file.read();
        }
        return sum;
    }

    /**
     * Through a stream's buffer of 8 KiB.
     *
     * @return a sum, so that nothing is left out.
     * @throws IOException if reading fails.
     */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readStreamBytes() throws IOException {
        long sum = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            for (int i = 0; i < LENGTH; i++) {
                sum += in.read();
            }
        }
        return sum;
    }

    /**
     * A system call a block, into memory outside the heap.
     *
     * @return a byte, so that nothing is left out.
     * @throws IOException if reading fails.
     */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public byte readChannelBlocks() throws IOException {
        for (int i = 0; i < LENGTH; i += BLOCK) {
            directBlock.clear();
            while (directBlock.hasRemaining()) {
                if (channel.read(directBlock, (long) i + directBlock.position()) < 0) {
                    throw new EOFException(path + " ends at byte " + (i + directBlock.position()));
                }
            }
        }
        return directBlock.get(0);
    }
}
