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
 * Writes and reads a file through a mapping and with file I/O, and memory for comparison: byte by byte, eight bytes at
 * a time, in blocks of 64 KiB. An operation is a megabyte, so scores are MB/s. The file exists and is in the page
 * cache, so disk access is not measured. With {@code force} a write ends when all data is on the disk.
 *
 * <p>Methods with a system call per byte or per long write one megabyte per invocation, the others 32.
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

    /** Folder of the file; the folder for temporary files if empty. */
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

    /** Whether written data must be on the disk before the clock stops. */
    @State(Scope.Thread)
    public static class Forcing {
        /** False: data stays in the page cache, and the kernel writes it later. */
        @Param({"false", "true"})
        boolean force;
    }

    /**
     * Creates the file.
     *
     * @throws IOException if it cannot be created or deleted.
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
     * @throws IOException if it cannot be created or deleted.
     */
    @TearDown
    public void close() throws IOException {
        file.close();
        channel.close();
        Files.delete(path);
    }

    /** Different values each time, the same for all methods. */
    @Setup(Level.Invocation)
    public void next() {
        value++;
    }

    /** @return the written array or buffer, so that writing is not optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public byte[] writeHeapBytes() {
        final byte[] target = heap;
        for (int i = 0; i < LENGTH; i++) {
            target[i] = (byte) (value + i);
        }
        return target;
    }

    /** @return the written array or buffer, so that writing is not optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public ByteBuffer writeDirectBytes() {
        return putBytes(direct);
    }

    /** @return the written array or buffer, so that writing is not optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public ByteBuffer writeDirectLongs() {
        return putLongs(direct);
    }

    /** @return the written array or buffer, so that writing is not optimized away. */
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
     * One system call per byte.
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
     * Through the buffer of a stream, 8 KiB.
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
     * One system call per long.
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
     * One system call per block.
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
     * One system call per block, from off-heap memory.
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

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readHeapBytes() {
        long sum = 0;
        for (final byte one : heap) {
            sum += one;
        }
        return sum;
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readDirectLongs() {
        return sumLongs(direct);
    }

    /** @return a sum, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public long readMappingBytes() {
        long sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += mapping.get(i);
        }
        return sum;
    }

    /** @return a sum, so that nothing is optimized away. */
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

    /** @return a byte, so that nothing is optimized away. */
    @Benchmark
    @OperationsPerInvocation(MEGABYTES)
    public byte readMappingBlocks() {
        for (int i = 0; i < LENGTH; i += BLOCK) {
            mapping.get(i, block);
        }
        return block[0];
    }

    /**
     * One system call per byte.
     *
     * @return a sum, so that nothing is optimized away.
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
     * Through the buffer of a stream, 8 KiB.
     *
     * @return a sum, so that nothing is optimized away.
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
     * One system call per block, into off-heap memory.
     *
     * @return a byte, so that nothing is optimized away.
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
