package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** Annoy's files, damaged in many ways, give answers or an error: never an endless search, a wrong read or a crash. */
@Tag("long")
final class DamagedAnnoyFileTest {
    /** A search that takes longer goes round in circles. */
    private static final long LONGEST_NANOS = 20_000_000_000L;

    @TempDir
    private Path folder;

    @Test
    void damagedFilesGiveAnswersOrAnError() throws IOException {
        damage(3000, 1);
    }

    @Tag("slow")
    @Test
    void manyDamagedFilesGiveAnswersOrAnError() throws IOException {
        damage(100_000, 2);
    }

    private void damage(final int variants, final long seed) throws IOException {
        final Random random = new Random(seed);
        final List<AnnoyGoldenFiles.GoldenFile> files = AnnoyGoldenFiles.files();
        long longest = 0;
        int refused = 0;
        int answered = 0;
        for (int f = 0; f < files.size(); f++) {
            final AnnoyGoldenFiles.GoldenFile file = files.get(f);
            final Path path = file.copyInto(folder);
            final byte[] whole = Files.readAllBytes(path);
            for (int variant = f; variant < variants; variant += files.size()) {
                final String name = file.name() + ", variant " + variant + " of seed " + seed;
                final byte[] damaged = damaged(whole, file, random);
                write(path, whole, damaged);
                final long start = System.nanoTime();
                final boolean found = search(file, path, name, random);
                longest = Math.max(longest, System.nanoTime() - start);
                assertTrue(longest < LONGEST_NANOS, name + " took " + longest + " ns");
                refused += found ? 0 : 1;
                answered += found ? 1 : 0;
                write(path, damaged, whole);
            }
            Files.delete(path);
        }
        assertEquals(variants, refused + answered);
        // Most damage is to vectors, and nobody's fault.
        assertTrue(
                refused > variants / 20 && answered > variants / 20, refused + " refused, " + answered + " answered");
        System.out.printf(
                "%d damaged files of Annoy: %d refused, %d searched, the longest in %.3f s%n",
                variants, refused, answered, longest / 1e9);
    }

    private static byte[] damaged(final byte[] whole, final AnnoyGoldenFiles.GoldenFile file, final Random random) {
        final SpotifyLayout layout = SpotifyLayout.of(file.metric()).get(0);
        final int nodeBytes = layout.nodeBytes(file.dimension());
        final int nodes = whole.length / nodeBytes;
        final byte[] damaged = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> {
                // Half of them are whole numbers of nodes.
                final int length = random.nextInt(whole.length);
                return Arrays.copyOf(whole, random.nextBoolean() ? length : length - length % nodeBytes);
            }
            case 2 -> {
                // Counts, children and ids of trees' nodes.
                for (int i = random.nextInt(30); i >= 0; i--) {
                    final int node = file.items() + random.nextInt(nodes - file.items());
                    final int field = random.nextInt(Math.min(8, nodeBytes / 4));
                    put(damaged, node * nodeBytes + 4 * field, number(random, nodes));
                }
            }
            default -> {
                // Circles: children that are nodes of trees.
                for (int i = random.nextInt(100); i >= 0; i--) {
                    final int node = file.items() + random.nextInt(nodes - file.items());
                    final int field = 1 + random.nextInt(3);
                    put(damaged, node * nodeBytes + 4 * field, file.items() + random.nextInt(nodes - file.items()));
                }
            }
        }
        return damaged;
    }

    private static int number(final Random random, final int nodes) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(nodes + 10) - 5;
            case 2 -> Integer.MIN_VALUE;
            case 3 -> Integer.MAX_VALUE;
            default -> random.nextInt(nodes);
        };
    }

    private static void put(final byte[] bytes, final int at, final int value) {
        for (int i = 0; i < 4 && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    /** Writes only what differs. */
    private static void write(final Path path, final byte[] from, final byte[] to) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            if (from.length != to.length) {
                final int common = Math.min(from.length, to.length);
                file.setLength(to.length);
                file.seek(common);
                file.write(to, common, to.length - common);
            }
            for (int at = 0; at < Math.min(from.length, to.length); at++) {
                if (from[at] != to[at]) {
                    file.seek(at);
                    file.write(to[at]);
                }
            }
        }
    }

    /** Returns whether there was no error. */
    private static boolean search(
            final AnnoyGoldenFiles.GoldenFile file, final Path path, final String name, final Random random)
            throws IOException {
        final float[] query = new float[file.dimension()];
        for (int i = 0; i < query.length; i++) {
            query[i] = random.nextInt(2);
        }
        try {
            if (random.nextInt(4) == 0) {
                AnnoyIndex.load(path, file.options().verify()).close();
            }
            try (AnnoyIndex index = AnnoyIndex.load(path, file.options())) {
                final RoaringBitmap half = RoaringBitmap.bitmapOfRange(0, index.size() / 2 + 1);
                final SearchOptions[] efforts = {
                    SearchOptions.defaults(),
                    SearchOptions.budget(1),
                    SearchOptions.budget(Integer.MAX_VALUE - 1),
                    SearchOptions.exact(),
                    SearchOptions.budget(100).filter(half),
                };
                for (final SearchOptions effort : efforts) {
                    check(index, index.nearest(query, 10, effort), name);
                }
                final int id = random.nextInt(Math.max(1, index.size()));
                if (index.contains(id)) {
                    index.vector(id);
                    index.distance(id, id);
                }
            }
            return true;
        } catch (final IndexFormatException ex) {
            assertTrue(ex.getMessage().startsWith(path.toString()), name + ": " + ex.getMessage());
            return false;
        } catch (final UncheckedIOException ex) {
            assertEquals(IndexFormatException.class, ex.getCause().getClass(), name);
            assertTrue(ex.getMessage().contains(path + " is damaged"), name + ": " + ex.getMessage());
            return false;
        }
    }

    private static void check(final AnnoyIndex index, final Neighbors found, final String name) {
        assertTrue(found.size() <= 10, name);
        for (final int id : found.ids()) {
            assertTrue(index.contains(id), name + ": id " + id);
        }
        assertEquals(found.size(), Arrays.stream(found.ids()).distinct().count(), name);
    }
}
