package org.annoyindex.query;

import static org.annoyindex.query.AnnoyGoldenFiles.number;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnoyGoldenFilesTest {
    /** Relative; products and squares are summed in another order than by C++. */
    private static final double TOLERANCE = 1e-5;

    /**
     * Of the squared distance, which for angular is {@code 2 - 2 cos} of numbers of single precision: near distances have
     * few right digits in C++, an item's distance to itself among them.
     */
    private static final double ANGULAR_TOLERANCE = 1e-6;

    private static final Pattern COMMAS = Pattern.compile(",");

    @TempDir
    private Path folder;

    private final Map<String, AnnoyIndex> indexes = new HashMap<>();

    @BeforeEach
    void open() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile file : AnnoyGoldenFiles.files()) {
            indexes.put(
                    file.name(),
                    AnnoyIndex.load(file.copyInto(folder), file.options().verify()));
        }
    }

    @AfterEach
    void close() {
        indexes.values().forEach(AnnoyIndex::close);
    }

    @Test
    void itemsAndTreesAreCounted() throws IOException {
        for (final AnnoyGoldenFiles.GoldenFile file : AnnoyGoldenFiles.files()) {
            final AnnoyIndex index = indexes.get(file.name());
            assertEquals(file.items(), index.size());
            assertEquals(file.trees(), index.info().treeCount());
            assertEquals(
                    file.added(),
                    IntStream.range(0, index.size()).filter(index::contains).count());
        }
    }

    @Test
    void everyAnswerIsAnnoys() throws IOException {
        int answers = 0;
        for (final String[] fields : AnnoyGoldenFiles.lines()) {
            if (!fields[0].equals("index")) {
                check(fields);
                answers++;
            }
        }
        assertEquals(1200, answers);
    }

    private void check(final String[] fields) {
        final String line = String.join(" ", fields);
        final AnnoyIndex index = indexes.get(fields[1]);
        final int k = number(fields[3], "k=");
        final int searchK = number(fields[4], "search_k=");
        final SearchOptions options = searchK == -1 ? SearchOptions.defaults() : SearchOptions.budget(searchK);
        final boolean ofItem = fields[0].equals("item");
        final int item = ofItem ? Integer.parseInt(fields[2]) : -1;
        final Neighbors found = index.nearest(ofItem ? index.vector(item) : vector(index, fields[2]), k, options);
        final int[] ids =
                COMMAS.splitAsStream(fields[5]).mapToInt(Integer::parseInt).toArray();
        final double[] distances =
                COMMAS.splitAsStream(fields[6]).mapToDouble(Double::parseDouble).toArray();
        assertArrayEquals(ids, found.ids(), line);
        for (int rank = 0; rank < ids.length; rank++) {
            assertTrue(same(index, distances[rank], found.distance(rank)), line + " found " + found);
        }
        if (ofItem) {
            checkWithItem(item, found, index.nearest(Query.item(item), k, options));
        }
    }

    /** This library compares the item itself, too, if Annoy's trees lead past it. */
    private static void checkWithItem(final int item, final Neighbors annoys, final Neighbors found) {
        final List<Neighbor> ours = new ArrayList<>(found.toList());
        if (!annoys.toList().equals(ours)) {
            assertTrue(annoys.stream().noneMatch(neighbor -> neighbor.id() == item));
            assertTrue(ours.removeIf(neighbor -> neighbor.id() == item));
            assertEquals(annoys.toList().subList(0, ours.size()), ours);
        }
    }

    private static boolean same(final AnnoyIndex index, final double expected, final double found) {
        return Math.abs(expected - found) <= TOLERANCE * Math.abs(expected)
                || index.metric() == Metric.ANGULAR
                        && Math.abs(expected * expected - found * found) <= ANGULAR_TOLERANCE;
    }

    private static float[] vector(final AnnoyIndex index, final String components) {
        final String[] numbers = COMMAS.split(components, -1);
        final float[] vector = new float[index.dimension()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = index.metric() == Metric.HAMMING
                    ? Long.parseUnsignedLong(numbers[i >> 6]) >>> i & 1
                    : Float.parseFloat(numbers[i]);
        }
        return vector;
    }
}
