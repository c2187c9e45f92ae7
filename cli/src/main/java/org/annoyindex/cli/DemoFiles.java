package org.annoyindex.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.testdata.Words;

/** The files that {@code annoy demo} writes into a folder, with the names that the examples in the documentation use. */
final class DemoFiles {
    private static final List<String> NOUNS = List.of(
            "tea",
            "coffee",
            "beer",
            "wine",
            "water",
            "milk",
            "sugar",
            "bread",
            "fruit",
            "chocolate",
            "restaurant",
            "bottle",
            "cup",
            "breakfast",
            "food");
    private static final List<String> SEEN = List.of("tea", "beer");
    private static final int QUERIES = 200;

    private final Path folder;

    DemoFiles(final Path folder) {
        this.folder = folder;
    }

    /** The words and their vectors, as text. */
    Path words() {
        return folder.resolve("words.txt");
    }

    /** The index of the words. */
    Path index() {
        return folder.resolve("words.annoy");
    }

    /** The same as a file of Spotify's Annoy. */
    Path spotify() {
        return folder.resolve("words.ann");
    }

    /** Vectors to search with. */
    Path queries() {
        return folder.resolve("q.fvecs");
    }

    /** Ids of some nouns, to be allowed. */
    Path nouns() {
        return folder.resolve("nouns.txt");
    }

    /** Ids of words that someone has seen, to be denied. */
    Path seen() {
        return folder.resolve("seen.txt");
    }

    /**
     * Writes the words, and checks before that no file of another origin would be replaced: any of these files may exist
     * only beside the words of an earlier demo.
     */
    void writeWords() throws IOException {
        final List<Path> found = Stream.of(words(), index(), spotify(), queries(), nouns(), seen())
                .filter(Files::exists)
                .toList();
        if (found.isEmpty()) {
            write(words(), to -> {
                try (InputStream words = Words.open()) {
                    words.transferTo(to);
                }
            });
        } else if (!Files.isRegularFile(words()) || !holdsWords()) {
            throw new IOException(found.get(0) + " exists and is not from a demo; choose another folder with --output");
        }
    }

    private boolean holdsWords() throws IOException {
        try (InputStream words = Words.open();
                InputStream found = Files.newInputStream(words())) {
            return Arrays.equals(words.readAllBytes(), found.readAllBytes());
        }
    }

    /** Builds the index from the words. */
    void build() throws IOException {
        try (ProgressDisplay display = new ProgressDisplay(null, false);
                VectorReader reader = VectorReaders.open(words());
                ItemSource items = new ItemSource(reader, words().toString());
                IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, reader.dimension(), folder)) {
            BuildCommand.addAll(items, builder, display);
            builder.write(index());
        }
    }

    /** Writes the files beside the index. */
    void writeOthers(final AnnoyIndex words) throws IOException {
        writeIds(nouns(), words, NOUNS);
        writeIds(seen(), words, SEEN);
        writeQueries(words);
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, words.dimension(), folder)) {
            for (int id = 0; id < words.size(); id++) {
                builder.add(words.vector(id));
            }
            builder.trees(IndexOutput.SPOTIFY_TREES).writeSpotify(spotify());
        }
    }

    private static void writeIds(final Path file, final AnnoyIndex words, final List<String> labels)
            throws IOException {
        final List<String> lines = new ArrayList<>();
        for (final String label : labels) {
            lines.add(Integer.toString(words.idOf(label).orElseThrow()));
        }
        write(file, to -> to.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes the mean vectors of pairs of words: near the words, and none of them. */
    private void writeQueries(final AnnoyIndex words) throws IOException {
        final int dimension = words.dimension();
        final ByteBuffer bytes =
                ByteBuffer.allocate(QUERIES * (1 + dimension) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final int stride = words.size() / QUERIES;
        for (int query = 0; query < QUERIES; query++) {
            final float[] one = words.vector(query * stride);
            final float[] other = words.vector(query * stride + 1);
            bytes.putInt(dimension);
            for (int i = 0; i < dimension; i++) {
                bytes.putFloat((one[i] + other[i]) / 2);
            }
        }
        write(queries(), to -> to.write(bytes.array()));
    }

    /** Something that writes bytes. */
    @FunctionalInterface
    private interface Bytes {
        void writeTo(OutputStream to) throws IOException;
    }

    private static void write(final Path target, final Bytes bytes) throws IOException {
        try (AtomicFile file = new AtomicFile(target)) {
            bytes.writeTo(file.stream());
            file.commit();
        }
    }
}
