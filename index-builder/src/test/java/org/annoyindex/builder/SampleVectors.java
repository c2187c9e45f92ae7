package org.annoyindex.builder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;

/** Random vectors, and the truth about them in plain double precision, for tests. */
public final class SampleVectors {
    private SampleVectors() {}

    /** Gaussian vectors; zeros and ones for hamming. */
    public static float[][] random(final Metric metric, final int count, final int dimension, final long seed) {
        final Random random = new Random(seed);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                vector[i] = metric == Metric.HAMMING ? random.nextInt(2) : (float) random.nextGaussian();
            }
        }
        return vectors;
    }

    /** Writes an index of vectors with default options. */
    public static Path build(final Path file, final Metric metric, final float[][] vectors) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            builder.addAll(vectors).write(file);
        }
        return file;
    }

    /** Writes an index of vectors that are labeled by a name and their ids. */
    public static Path buildLabeled(final Path file, final Metric metric, final float[][] vectors, final String name)
            throws IOException {
        try (IndexBuilder builder = new IndexBuilder(metric, vectors[0].length)) {
            for (int id = 0; id < vectors.length; id++) {
                builder.add(name + " " + id, vectors[id]);
            }
            builder.write(file);
        }
        return file;
    }

    /** The header of an index of this library. */
    public static Header header(final Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            final ByteBuffer bytes = ByteBuffer.allocate(Header.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // reads the rest of the header
            }
            return Header.decode(bytes.flip(), channel.size(), file);
        }
    }

    /** Writes vectors as text: lines of a word, by id, and components. */
    public static Path writeText(final Path file, final float[][] vectors, final IntFunction<String> words)
            throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int id = 0; id < vectors.length; id++) {
            text.append(words.apply(id));
            for (final float component : vectors[id]) {
                text.append(' ').append(component);
            }
            text.append('\n');
        }
        return Files.writeString(file, text);
    }

    /** Writes vectors as a file of them. */
    public static Path writeFvecs(final Path file, final float[]... vectors) throws IOException {
        try (FvecsWriter writer = new FvecsWriter(file)) {
            for (final float[] vector : vectors) {
                writer.append(vector);
            }
        }
        return file;
    }

    /** A metric's distance by its definition. */
    public static double distance(final Metric metric, final float[] a, final float[] b) {
        double product = 0;
        double squares = 0;
        double absolute = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            final double difference = (double) a[i] - b[i];
            product += (double) a[i] * b[i];
            squares += difference * difference;
            absolute += Math.abs(difference);
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return switch (metric) {
            case ANGULAR -> aa * bb == 0 ? Math.sqrt(2) : Math.sqrt(Math.max(0, 2 - 2 * product / Math.sqrt(aa * bb)));
            case EUCLIDEAN -> Math.sqrt(squares);
            case MANHATTAN -> absolute;
            case DOT -> product;
            case HAMMING -> squares;
        };
    }

    /** All ids, nearest first, equal distances by id. */
    public static int[] sorted(final Metric metric, final float[][] vectors, final float[] query) {
        final double sign = metric == Metric.DOT ? -1 : 1;
        final double[] distances = new double[vectors.length];
        Arrays.setAll(distances, i -> sign * distance(metric, vectors[i], query));
        return java.util.stream.IntStream.range(0, vectors.length)
                .boxed()
                .sorted((a, b) -> distances[a] == distances[b]
                        ? Integer.compare(a, b)
                        : Double.compare(distances[a], distances[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** How many of some ids are among others. */
    public static int common(final int[] found, final int[] wanted) {
        return (int) Arrays.stream(found)
                .filter(id -> Arrays.stream(wanted).anyMatch(other -> other == id))
                .count();
    }
}
