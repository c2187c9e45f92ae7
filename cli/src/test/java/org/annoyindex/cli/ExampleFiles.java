package org.annoyindex.cli;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.roaringbitmap.RoaringBitmap;

/** The files that examples in documentation speak of: made once, and copied for each. */
public final class ExampleFiles {
    static final int WORDS = 1200;
    static final int DIMENSION = 100;

    private final Path originals;

    /** Makes the files in a folder. */
    public ExampleFiles(final Path folder) throws IOException {
        originals = folder;
        final float[][] vectors = SampleVectors.random(Metric.ANGULAR, WORDS, DIMENSION, 4);
        writeWords(vectors);
        writeIndexes(vectors);
        SampleVectors.writeFvecs(folder.resolve("q.fvecs"), SampleVectors.random(Metric.ANGULAR, 50, DIMENSION, 2));
        writeIds();
        writeKeyed();
    }

    /** Copies them into a folder, which it returns. */
    public Path copyInto(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(originals)) {
            for (final Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    private static String word(final int id) {
        return id == 7 ? "coffee" : "word" + id;
    }

    private void writeWords(final float[][] vectors) throws IOException {
        final Path words = SampleVectors.writeText(originals.resolve("words.txt"), vectors, ExampleFiles::word);
        try (OutputStream packed = new GZIPOutputStream(Files.newOutputStream(originals.resolve("words.txt.gz")))) {
            Files.copy(words, packed);
        }
    }

    private void writeIndexes(final float[][] vectors) throws IOException {
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, DIMENSION)) {
            builder.uniqueLabels(true);
            for (int id = 0; id < WORDS; id++) {
                builder.add(word(id), vectors[id]);
            }
            builder.write(originals.resolve("words.annoy"));
        }
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, DIMENSION)) {
            builder.addAll(vectors).trees(10).writeSpotify(originals.resolve("words.ann"));
        }
    }

    /** Filters of words. */
    private void writeIds() throws IOException {
        Files.write(originals.resolve("nouns.txt"), List.of("2", "7", "200", "300", "1100"));
        Files.write(originals.resolve("seen.txt"), List.of("2", "5"));
        try (DataOutputStream bytes = new DataOutputStream(Files.newOutputStream(originals.resolve("seen.bitmap")))) {
            RoaringBitmap.bitmapOf(2, 5).serialize(bytes);
        }
    }

    /** Items with keys of their own. */
    private void writeKeyed() throws IOException {
        Files.write(
                originals.resolve("products.csv"),
                List.of("id,x,y", "4006381333931,0,0", "5,3,0", "1000000000000000,0,1"));
        SampleVectors.writeFvecs(originals.resolve("images.fvecs"), new float[] {1, 2, 3}, new float[] {3, 2, 1});
        Files.write(originals.resolve("images.ids.txt"), List.of("-70", "80"));
        Files.write(originals.resolve("stock.txt"), List.of("5", "4006381333931"));
    }
}
