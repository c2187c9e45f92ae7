package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Writes small files of vectors, right and wrong ones, and reads them whole. */
final class VectorFiles {
    /** Everything a reader gives. */
    static final class Content {
        private final VectorReader reader;
        private final List<String> labels = new ArrayList<>();
        private final List<float[]> vectors = new ArrayList<>();

        private Content(final VectorReader reader) throws IOException {
            this.reader = reader;
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                vectors.add(vector.clone());
                if (reader.labeled()) {
                    labels.add(reader.label());
                }
            }
            assertFalse(reader.next(vector), "after the end there is nothing more");
        }

        int dimension() {
            return reader.dimension();
        }

        long count() {
            return reader.count();
        }

        List<String> labels() {
            return labels;
        }

        float[][] vectors() {
            return vectors.toArray(new float[0][]);
        }
    }

    private VectorFiles() {}

    static Path write(final Path file, final byte[] content) throws IOException {
        return Files.write(file, content);
    }

    static Path write(final Path file, final String content) throws IOException {
        return Files.write(file, content.getBytes(UTF_8));
    }

    static Path writeGzip(final Path file, final byte[] content) throws IOException {
        return Files.write(file, gzip(content));
    }

    static byte[] gzip(final byte[] content) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    /** One row of an fvecs file, with whatever dimension field one wants. */
    static byte[] fvecsRow(final int dimensionField, final float... components) {
        final ByteBuffer row = ByteBuffer.allocate(4 + 4 * components.length).order(ByteOrder.LITTLE_ENDIAN);
        row.putInt(dimensionField);
        for (final float component : components) {
            row.putFloat(component);
        }
        return row.array();
    }

    static byte[] concat(final byte[]... parts) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /** Rows of arbitrary finite floats: any bit pattern is as likely as another, subnormal numbers and -0 included. */
    static float[][] randomVectors(final long seed, final int count, final int dimension) {
        final Random random = new Random(seed);
        final float[][] vectors = new float[count][dimension];
        for (final float[] vector : vectors) {
            for (int i = 0; i < dimension; i++) {
                do {
                    vector[i] = Float.intBitsToFloat(random.nextInt());
                } while (!Float.isFinite(vector[i]));
            }
        }
        vectors[0][0] = -0f;
        vectors[count - 1][dimension - 1] = Float.MIN_VALUE;
        vectors[count / 2][0] = -Float.MAX_VALUE;
        return vectors;
    }

    static Content readAll(final Path file) throws IOException {
        try (VectorReader reader = VectorReaders.open(file)) {
            return readAll(reader);
        }
    }

    static Content readAll(final VectorReader reader) throws IOException {
        return new Content(reader);
    }

    /** Asserts that reading the file fails, with a message of the file's path and what follows it. */
    static void assertRefused(final Path file, final String messageAfterPath) {
        final InvalidInputException e = assertThrows(InvalidInputException.class, () -> readAll(file));
        assertEquals(file + messageAfterPath, e.getMessage());
    }
}
