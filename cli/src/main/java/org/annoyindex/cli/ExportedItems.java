package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;
import org.apache.commons.csv.CSVFormat;

/**
 * The items of an index, in the order of their ids, to be written in several formats. Vectors are read one after the other.
 * In files of Spotify's Annoy some ids may have no item: these are omitted, and the ids of the others are their keys, as
 * 'annoy convert' has it.
 */
final class ExportedItems {
    private final AnnoyIndex index;
    private final Path file;
    private final KeyKind keys;
    private final int count;

    ExportedItems(final AnnoyIndex index, final Path file) {
        this.index = index;
        this.file = file;
        final boolean mayHaveHoles = index.info().isSpotify();
        count = mayHaveHoles
                ? (int) IntStream.range(0, index.size()).filter(index::contains).count()
                : index.size();
        keys = count < index.size() ? KeyKind.NUMBERS : index.info().keyKind();
    }

    /** Number of items, without unused ids. */
    int count() {
        return count;
    }

    /** Number of ids that have no item. */
    int unusedIds() {
        return index.size() - count;
    }

    boolean hasKeys() {
        return keys != KeyKind.NONE;
    }

    boolean hasLabels() {
        return index.info().isLabeled();
    }

    /** What is done with each item. */
    @FunctionalInterface
    private interface Action {
        void take(int id) throws IOException;
    }

    private void forEach(final Action action) throws IOException {
        for (int id = 0; id < index.size(); id++) {
            if (unusedIds() == 0 || index.contains(id)) {
                action.take(id);
            }
        }
    }

    /** Writes vectors as an array. */
    void write(final OutputStream bytes, final boolean npy) throws IOException {
        final MatrixWriter rows =
                npy ? MatrixWriter.npyOfFloats(bytes, count, index.dimension()) : MatrixWriter.vecs(bytes);
        forEach(id -> rows.write(index.vector(id)));
    }

    /** Prints a header, and a row per item. */
    void printTable(final PrintWriter out, final char delimiter) throws IOException {
        final CSVFormat format =
                CSVFormat.RFC4180.builder().setDelimiter(delimiter).get();
        final boolean labels = hasLabels() && keys != KeyKind.STRINGS;
        final StringBuilder row = new StringBuilder();
        row.append(hasKeys() ? "key" + delimiter : "").append(labels ? "label" + delimiter : "");
        for (int i = 0; i < index.dimension(); i++) {
            row.append(i == 0 ? "" : delimiter).append('x').append(i);
        }
        out.print(row.append('\n'));
        forEach(id -> {
            row.setLength(0);
            final List<String> names = new ArrayList<>();
            if (hasKeys()) {
                names.add(key(id));
            }
            if (labels) {
                names.add(index.label(id));
            }
            if (!names.isEmpty()) {
                row.append(format.format(names.toArray())).append(delimiter);
            }
            final float[] vector = finite(id);
            for (int i = 0; i < vector.length; i++) {
                row.append(i == 0 ? "" : delimiter).append(shortest(vector[i]));
            }
            out.print(row.append('\n'));
        });
    }

    /** Prints an object per line. */
    void printJsonLines(final PrintWriter out) throws IOException {
        final JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER) // the shortest decimals
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                .build();
        final boolean labels = hasLabels() && keys != KeyKind.STRINGS;
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.setRootValueSeparator(null);
            forEach(id -> {
                json.writeStartObject();
                json.writeNumberField("id", id);
                if (index.info().keyKind() == KeyKind.NUMBERS) {
                    json.writeNumberField("key", index.key(id));
                } else if (keys == KeyKind.STRINGS) {
                    json.writeStringField("key", index.label(id));
                }
                if (labels) {
                    json.writeStringField("label", index.label(id));
                }
                json.writeArrayFieldStart("vector");
                for (final float component : finite(id)) {
                    json.writeNumber(component);
                }
                json.writeEndArray();
                json.writeEndObject();
                json.writeRaw('\n');
            });
        }
    }

    /** Prints a key per line, as {@code --keys-from} reads it. */
    void printKeys(final PrintWriter out) throws IOException {
        forEach(id -> {
            final String key = key(id);
            if (key.isEmpty() || !key.strip().equals(key)) {
                throw unprintable("key", id, key.isEmpty() ? "is empty" : "begins or ends with a blank");
            }
            out.print(requireLine("key", id, key) + '\n');
        });
    }

    /** Prints a label per line. */
    void printLabels(final PrintWriter out) throws IOException {
        forEach(id -> out.print(requireLine("label", id, index.label(id)) + '\n'));
    }

    private String requireLine(final String what, final int id, final String name) throws IOException {
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
            throw unprintable(what, id, "has a line break");
        }
        return name;
    }

    private IOException unprintable(final String what, final int id, final String problem) {
        return new IOException(file + ": the " + what + " of item " + id + " " + problem + ", which a file of one "
                + what + " per line cannot hold; export as .csv or .jsonl");
    }

    private String key(final int id) {
        if (unusedIds() > 0) {
            return Integer.toString(id);
        }
        return keys == KeyKind.NUMBERS ? Long.toString(index.key(id)) : index.label(id);
    }

    /** A vector; files of Spotify's Annoy may hold numbers that text formats have no words for. */
    private float[] finite(final int id) throws IOException {
        final float[] vector = index.vector(id);
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IOException(file + ": item " + id + ": component " + i + " is " + vector[i]
                        + ", which this format cannot hold; export as .npy");
            }
        }
        return vector;
    }

    /** The shortest decimal that reads back to the same number; {@code Float.toString} has longer ones before Java 19. */
    private static String shortest(final float number) {
        return NumberOutput.toString(number, true);
    }
}
