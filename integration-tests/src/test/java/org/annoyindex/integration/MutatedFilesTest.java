package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.Links;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Preload;
import org.annoyindex.query.Queries;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/**
 * Opens and searches files with wrong contents and right checksums. Whatever they contain, only documented exceptions are
 * thrown, no item is found twice, no call allocates more than twice the file and 64 MiB, and none takes long.
 */
final class MutatedFilesTest {
    private static final int ITEMS = 700;
    private static final int LINKED_ITEMS = 1000;
    private static final int DIMENSION = 10;
    private static final long MAX_NANOS = 20_000_000_000L;
    private static final long ROOM = 64L << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    private Path folder;

    private int refused;
    private int damaged;
    private int answered;
    private long slowest;

    /** A file that is mutated. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
    private record Base(String name, byte[] bytes, LoadOptions options, boolean ours) {}

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void filesWithRightChecksumsAndWrongContents() throws IOException {
        mutate(400, 1);
    }

    @Tag("slow")
    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyFilesWithRightChecksumsAndWrongContents() throws IOException {
        mutate(Integer.getInteger("annoy.mutations", 20_000), Long.getLong("annoy.seed", 2));
    }

    private void mutate(final int count, final long seed) throws IOException {
        final Random random = new Random(seed);
        final List<Base> bases = bases();
        final List<IndexMutations> mutations = new ArrayList<>();
        for (final Base base : bases) {
            exercise(base, base.bytes(), base.name() + " unchanged", random);
            mutations.add(base.ours() ? new IndexMutations(base.bytes(), random) : null);
        }
        assertEquals(bases.size(), answered, "sound files");
        for (int i = 0; i < count; i++) {
            final int b = i % bases.size();
            final Base base = bases.get(b);
            final IndexMutations ours = mutations.get(b);
            final byte[] bytes = ours == null ? mutateSpotify(base.bytes(), random) : ours.next();
            exercise(base, bytes, base.name() + ", mutation " + i + " of seed " + seed, random);
        }
        assertTrue(refused > count / 10 && damaged > count / 50 && answered > count / 20, this::summary);
        System.out.println(summary());
    }

    private String summary() {
        return String.format(
                "mutated files: %d refused, %d found damaged by searches, %d without an error; the slowest took %.2f s",
                refused, damaged, answered, slowest / 1e9);
    }

    private List<Base> bases() throws IOException {
        final List<Base> bases = new ArrayList<>();
        int names = 0;
        for (final Metric metric : Metric.values()) {
            for (final int trees : new int[] {1, 3}) {
                bases.add(ours(metric, trees, names++ % 4));
            }
            bases.add(spotify(metric, 300, 4));
            bases.add(spotify(metric, 3, 2));
        }
        // Profiles and links take as many items as this.
        bases.add(linked(Metric.EUCLIDEAN));
        bases.add(linked(Metric.DOT));
        return bases;
    }

    private Base linked(final Metric metric) throws IOException {
        final Path file = folder.resolve("base");
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            builder.addAll(SampleVectors.random(metric, LINKED_ITEMS, DIMENSION, 9))
                    .links(Links.ON)
                    .threads(1)
                    .write(file);
        }
        return new Base(metric.label() + " with links", Files.readAllBytes(file), LoadOptions.defaults(), true);
    }

    private Base ours(final Metric metric, final int trees, final int names) throws IOException {
        final float[][] vectors = SampleVectors.random(metric, ITEMS, DIMENSION, 7);
        final Path file = folder.resolve("base");
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            builder.trees(trees).threads(1);
            if (names == 3) {
                builder.uniqueLabels(true);
            }
            for (int id = 0; id < ITEMS; id++) {
                switch (names) {
                    case 0 -> builder.add(vectors[id]);
                    case 1 -> builder.add(3L * id, vectors[id]);
                    case 2 -> builder.add(3L * id, "label " + id % 50, vectors[id]);
                    default -> builder.add("label " + id, vectors[id]);
                }
            }
            builder.write(file);
        }
        final String name = metric.label() + " in " + trees + " trees, names " + names;
        return new Base(name, Files.readAllBytes(file), LoadOptions.defaults(), true);
    }

    private Base spotify(final Metric metric, final int items, final int trees) throws IOException {
        final Path file = folder.resolve("base");
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            builder.addAll(SampleVectors.random(metric, items, DIMENSION, 8))
                    .trees(trees)
                    .threads(1)
                    .writeSpotify(file);
        }
        final String name = "spotify's " + metric.label() + " of " + items;
        return new Base(name, Files.readAllBytes(file), LoadOptions.spotify(metric, DIMENSION), false);
    }

    /** Counts, children and ids, by small numbers, by extreme ones, by copies of each other; and other lengths. */
    private static byte[] mutateSpotify(final byte[] original, final Random random) {
        if (random.nextInt(8) == 0) {
            return Arrays.copyOf(original, random.nextInt(2 * original.length) / 4 * 4);
        }
        final ByteBuffer bytes = ByteBuffer.wrap(original.clone()).order(ByteOrder.LITTLE_ENDIAN);
        final int ints = original.length / 4;
        final int[] worst = {0, 1, -1, 2, 3, ints, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fc0_0000, 1 << 20};
        final int kind = random.nextInt(3);
        final int tail = random.nextBoolean() ? ints : Math.min(ints, 200);
        for (int i = random.nextInt(40); i >= 0; i--) {
            final int at = 4 * (ints - 1 - random.nextInt(tail));
            final int before = bytes.getInt(at);
            switch (kind) {
                case 0 -> bytes.putInt(at, worst[random.nextInt(worst.length)]);
                case 1 -> bytes.putInt(at, before > 0 && before < 1 << 16 ? random.nextInt(2 * before) : before);
                default -> bytes.putInt(at, bytes.getInt(4 * random.nextInt(ints)));
            }
        }
        return bytes.array();
    }

    private void exercise(final Base base, final byte[] bytes, final String name, final Random random)
            throws IOException {
        final Path file = Files.write(folder.resolve("mutated"), bytes);
        final long start = System.nanoTime();
        boolean sound = true;
        final Calls calls = new Calls(file, bytes.length, name);
        LoadOptions options = base.options();
        options = random.nextInt(10) == 0 ? options.verify() : options;
        options = random.nextInt(10) == 0 ? options.preload(Preload.ALL) : options;
        try (AnnoyIndex index = calls.load(options)) {
            sound = calls.search(index, random);
        } catch (final IndexFormatException ex) {
            assertTrue(ex.getMessage().startsWith(file.toString()), () -> name + ": " + ex.getMessage());
            refused++;
            return;
        } finally {
            final long took = System.nanoTime() - start;
            slowest = Math.max(slowest, took);
            assertTrue(took < MAX_NANOS, () -> name + " took " + took + " ns");
        }
        if (sound) {
            answered++;
        } else {
            damaged++;
        }
    }

    /** Calls on one file, each measured. */
    private static final class Calls {
        private final Path file;
        private final long length;
        private final String name;
        private boolean sound = true;

        Calls(final Path file, final long length, final String name) {
            this.file = file;
            this.length = length;
            this.name = name;
        }

        AnnoyIndex load(final LoadOptions options) throws IOException {
            final long before =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            try {
                return AnnoyIndex.load(file, options);
            } catch (final RuntimeException | Error ex) {
                throw new AssertionError(name + ": load threw " + ex, ex);
            } finally {
                checkAllocated("load", before);
            }
        }

        private void checkAllocated(final String what, final long before) {
            final long bytes =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertTrue(bytes < 2 * length + ROOM, () -> name + ": " + what + " allocated " + bytes + " bytes");
        }

        private void call(final String what, final Runnable operation) {
            final long before =
                    THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            try {
                operation.run();
            } catch (final UncheckedIOException ex) {
                assertEquals(IndexFormatException.class, ex.getCause().getClass(), name);
                assertTrue(
                        ex.getMessage().contains(file + " is damaged: "),
                        () -> name + ": " + what + ": " + ex.getMessage());
                sound = false;
            } catch (final RuntimeException | Error ex) {
                throw new AssertionError(name + ": " + what + " threw " + ex, ex);
            } finally {
                checkAllocated(what, before);
            }
        }

        private void find(final String what, final AnnoyIndex index, final int k, final Search search) {
            call(what, () -> check(index, what, k, search.run()));
        }

        private void check(final AnnoyIndex index, final String what, final int k, final Neighbors found) {
            assertTrue(found.size() <= k, what);
            assertEquals(
                    found.size(), Arrays.stream(found.ids()).distinct().count(), () -> what + " finds an item twice");
            for (final int id : found.ids()) {
                assertTrue(id >= 0 && id < index.size(), () -> what + " finds item " + id);
            }
        }

        boolean search(final AnnoyIndex index, final Random random) {
            final float[] query = new float[index.dimension()];
            for (int i = 0; i < query.length; i++) {
                query[i] = random.nextInt(2);
            }
            final boolean spotify = index.info().isSpotify();
            final RoaringBitmap some = RoaringBitmap.bitmapOfRange(0, index.size() / 2 + 1);
            final RoaringBitmap few = RoaringBitmap.bitmapOf(1, 5, 20, 21, 22, 40, 41, 100);
            final List<SearchOptions> efforts = new ArrayList<>(List.of(
                    SearchOptions.defaults(),
                    SearchOptions.budget(1),
                    SearchOptions.budget(100),
                    SearchOptions.budget(1_000_000_000),
                    SearchOptions.exact(),
                    SearchOptions.defaults().filter(some),
                    SearchOptions.defaults().filter(few),
                    SearchOptions.defaults().deny(few),
                    SearchOptions.exact().filter(some),
                    SearchOptions.defaults().where(id -> id % 3 == 0)));
            if (!spotify) {
                efforts.add(SearchOptions.recall(0.5));
                efforts.add(SearchOptions.recall(0.999));
                efforts.add(SearchOptions.of(new Effort.AdaptiveBudget(300)));
            }
            // What the file says of links may be wrong, but not that it has them.
            if (!spotify && index.info().pageLayout().orElseThrow().links() > 0) {
                efforts.add(SearchOptions.of(new Effort.Width(1)));
                efforts.add(SearchOptions.of(new Effort.Width(50)));
                efforts.add(SearchOptions.of(new Effort.Width(Integer.MAX_VALUE)));
                efforts.add(SearchOptions.of(new Effort.Width(20)).deny(few));
                if (!index.info().linkProfile().isEmpty()) {
                    efforts.add(SearchOptions.recall(0.9).links(true));
                    efforts.add(SearchOptions.recall(0.9).links(true).filter(some));
                }
            }
            for (final SearchOptions effort : efforts) {
                for (final int k : new int[] {1, 10, 1000}) {
                    find("nearest " + k + " " + effort, index, k, () -> index.nearest(query, k, effort));
                }
                find("within " + effort, index, 50, () -> index.within(Query.of(query), 2, 50, effort));
                call(
                        "batch " + effort,
                        () -> index.nearestAll(Queries.of(query, query, query, query), 5, effort)
                                .forEach(found -> check(index, "batch", 5, found)));
                call("pages " + effort, () -> readPages(index, index.pages(Query.of(query), effort)));
            }
            for (int i = 0; i < 20 && index.size() > 0; i++) {
                final int id = random.nextInt(index.size());
                call("contains", () -> {
                    if (index.contains(id)) {
                        readItem(index, id);
                    }
                });
            }
            call("share", index::residentShare);
            call("info", index::info);
            return sound;
        }

        private void readPages(final AnnoyIndex index, final NeighborPages pages) {
            final RoaringBitmap ids = new RoaringBitmap();
            for (final int count : new int[] {3, 20, 300, 1000}) {
                final Neighbors page = pages.next(count);
                check(index, "page", count, page);
                for (final int id : page.ids()) {
                    assertTrue(ids.checkedAdd(id), () -> "pages find item " + id + " twice");
                }
            }
        }

        private void readItem(final AnnoyIndex index, final int id) {
            final boolean finite = isFinite(index.vector(id));
            find("item", index, 7, () -> index.nearest(Query.item(id), 7));
            find("item exact", index, 7, () -> index.nearest(Query.item(id), 7, SearchOptions.exact()));
            find("item within", index, 7, () -> index.within(Query.item(id), 1, 7));
            if (finite && index.metric() != Metric.ANGULAR) {
                call("distance", () -> index.distance(id, id));
            }
            if (index.info().isLabeled()) {
                call("label", () -> index.idOf(index.label(id)));
                call("unknown label", () -> index.idOf("no label"));
            }
            if (index.info().keyKind() == KeyKind.NUMBERS) {
                call("key", () -> index.idOf(index.key(id)));
                call("unknown key", () -> index.idOf(-1));
            }
        }

        private static boolean isFinite(final float... vector) {
            for (final float component : vector) {
                if (!Float.isFinite(component)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A search. */
    @FunctionalInterface
    private interface Search {
        Neighbors run();
    }
}
