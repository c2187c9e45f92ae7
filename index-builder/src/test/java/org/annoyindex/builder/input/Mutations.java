package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads a small file with random damages. Each must give vectors or an {@link InvalidInputException} that names the file,
 * within some seconds, and with no more memory than twice the file and 64 MiB.
 */
public final class Mutations {
    private static final long EXTRA_BYTES = 64 << 20;
    private static final long MAX_SECONDS = 60;
    private static final int MAX_BLOCK = 64;
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        Short.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1 << 30,
        Long.MAX_VALUE,
        1L << 40
    };

    private static final String[] TEXTS = {
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        "\"",
        "[",
        "]",
        "{",
        "}",
        "(",
        "...",
        "-",
        ".",
        "e",
        "E9",
        "nan",
        "1e999",
        "0x",
        " ",
        "\u00ff",
        ":",
        "'",
        "\\",
        "null",
        "true",
        "999999999999999999999999",
        "\0",
        "\uffff"
    };

    private Mutations() {}

    /** Reads all of a file. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads all of a file.
         *
         * @param file to read.
         * @throws IOException if it cannot be read.
         */
        void read(Path file) throws IOException;
    }

    /**
     * Damages a file of vectors in many ways and reads each.
     *
     * @param folder for the damaged file.
     * @param name of the damaged file.
     * @param original content of a good file.
     * @param seed of the first damage; each has the next one.
     * @param count number of damages.
     * @param options of readers, used in turn.
     * @throws Exception if the thread that reads is interrupted.
     */
    public static void check(
            final Path folder,
            final String name,
            final byte[] original,
            final long seed,
            final int count,
            final ReadOptions... options)
            throws Exception {
        final List<Reading> readings = Arrays.stream(options)
                .map(each -> (Reading) file -> readVectors(file, each))
                .toList();
        check(folder, name, original, seed, count, readings);
    }

    /**
     * Damages a file in many ways and reads each.
     *
     * @param folder for the damaged file.
     * @param name of the damaged file.
     * @param original content of a good file.
     * @param seed of the first damage; each has the next one.
     * @param count number of damages.
     * @param readings ways to read it, used in turn.
     * @throws Exception if the thread that reads is interrupted.
     */
    public static void check(
            final Path folder,
            final String name,
            final byte[] original,
            final long seed,
            final int count,
            final List<Reading> readings)
            throws Exception {
        final ExecutorService reading = Executors.newSingleThreadExecutor(task -> {
            final Thread thread = new Thread(task, "mutations");
            thread.setDaemon(true);
            return thread;
        });
        try {
            final Path good = Files.write(folder.resolve(name), original);
            assertFalse(
                    call(reading, name, () -> isRefused(name, good, original.length, readings.get(0))),
                    name + " is refused");
            int refused = 0;
            for (long each = seed; each < seed + count; each++) {
                final byte[] damaged = damage(original, new Random(each));
                final Path file = folder.resolve(name);
                Files.write(file, damaged);
                final Reading how = readings.get((int) (each % readings.size()));
                final String place = name + ", damaged with seed " + each;
                final Callable<Boolean> task = () -> isRefused(place, file, damaged.length, how);
                refused += call(reading, place, task) ? 1 : 0;
            }
            assertTrue(refused > 0, "no damage of " + name + " is noticed");
        } finally {
            reading.shutdownNow();
        }
    }

    private static boolean call(final ExecutorService reading, final String place, final Callable<Boolean> task)
            throws InterruptedException {
        try {
            return reading.submit(task).get(MAX_SECONDS, TimeUnit.SECONDS);
        } catch (final TimeoutException ex) {
            throw new AssertionError(place + ": still reading after " + MAX_SECONDS + " seconds", ex);
        } catch (final ExecutionException ex) {
            throw ex.getCause() instanceof AssertionError failure
                    ? failure
                    : new AssertionError(place + ": " + ex.getCause(), ex.getCause());
        }
    }

    private static boolean isRefused(final String place, final Path file, final long size, final Reading reading)
            throws IOException {
        final long before = allocated();
        final boolean refused = isRefused(place, file, reading);
        final long taken = allocated() - before;
        assertTrue(
                taken <= 2 * size + EXTRA_BYTES, () -> place + ": " + taken + " bytes of memory for a file of " + size);
        return refused;
    }

    private static boolean isRefused(final String place, final Path file, final Reading reading) throws IOException {
        try {
            reading.read(file);
            return false;
        } catch (final InvalidInputException ex) {
            assertTrue(ex.getMessage().contains(file.getFileName().toString()), () -> place + ": " + ex.getMessage());
            assertTrue(ex.getMessage().contains(" ; "), () -> place + ", without a remedy: " + ex.getMessage());
            return true;
        }
    }

    private static void readVectors(final Path file, final ReadOptions options) throws IOException {
        try (VectorReader reader = VectorReaders.open(file, options)) {
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                for (final float component : vector) {
                    assertTrue(Float.isFinite(component), () -> file + ": component " + component);
                }
                if (reader.labeled()) {
                    reader.label();
                }
                if (reader.keyed()) {
                    reader.key();
                }
            }
        }
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /** One to four damages. */
    private static byte[] damage(final byte[] original, final Random random) {
        byte[] bytes = original.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes = damageOnce(bytes, random);
        }
        return bytes;
    }

    private static byte[] damageOnce(final byte[] bytes, final Random random) {
        final int at = random.nextInt(bytes.length);
        final int size = Math.min(1 + random.nextInt(MAX_BLOCK), bytes.length - at);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 3 -> bytes[at] = (byte) random.nextInt();
            case 4 -> putNumber(bytes, at, random);
            case 5 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 6 -> {
                return spliced(bytes, at, at + size, new byte[0]);
            }
            case 7 -> {
                final byte[] block = new byte[size];
                random.nextBytes(block);
                return spliced(bytes, at, at, random.nextBoolean() ? block : Arrays.copyOfRange(bytes, at, at + size));
            }
            case 8 -> {
                final byte[] text = TEXTS[random.nextInt(TEXTS.length)].getBytes(UTF_8);
                return spliced(bytes, at, random.nextBoolean() ? at : at + size, text);
            }
            default -> {
                final int other = random.nextInt(bytes.length - size + 1);
                final byte[] block = Arrays.copyOfRange(bytes, at, at + size);
                System.arraycopy(bytes, other, bytes, at, size);
                System.arraycopy(block, 0, bytes, other, size);
            }
        }
        return bytes;
    }

    private static void putNumber(final byte[] bytes, final int at, final Random random) {
        final byte[] number = ByteBuffer.allocate(8)
                .order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
                .putLong(NUMBERS[random.nextInt(NUMBERS.length)])
                .array();
        System.arraycopy(number, 0, bytes, at, Math.min(1 << random.nextInt(4), bytes.length - at));
    }

    private static byte[] spliced(final byte[] bytes, final int from, final int to, final byte[] middle) {
        final byte[] result = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }
}
