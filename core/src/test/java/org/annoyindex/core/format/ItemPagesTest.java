package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.kernel.QueryPlanes;
import org.annoyindex.core.kernel.ScalarKernels;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.rank.ScoredKey;
import org.annoyindex.core.sketch.SketchCodec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("every-jvm")
final class ItemPagesTest {
    private static final int ITEMS = 60;

    @TempDir
    private Path folder;

    private final GaussianVectors gaussian = new GaussianVectors(5);

    /** Item i links to the i % 33 items after it; sketches are shorter than points, or not. Pages lie in many chunks. */
    @ParameterizedTest
    @ValueSource(ints = {64, 128, 384})
    void scansFindThePositionsLinkedToAndEstimateTheirDistances(final int bits) throws IOException {
        final int dimension = bits + (bits == 128 ? 0 : 64);
        final int pageBytes = ItemPages.pageBytes(bits);
        assertEquals(0, pageBytes % 64);
        final float[][] points = new float[ITEMS][];
        Arrays.setAll(points, i -> gaussian.next(dimension));
        final ByteBuffer bytes = ByteBuffer.allocate(ITEMS * pageBytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int item = 0; item < ITEMS; item++) {
            for (int entry = 0; entry < links(item); entry++) {
                final int linked = (item + 1 + entry) % ITEMS;
                ItemPages.encode(bytes, item * pageBytes, entry, bits, points[linked], points[item], 0, linked);
            }
            ItemPages.encodeEmpty(bytes, item * pageBytes, links(item), bits);
        }
        final Path file = Files.write(folder.resolve("pages"), bytes.array());
        final MappedRegion region = Sections.map(file, 16_384);
        assertTrue(region.chunkCount() > 1);
        final ItemPages pages = new ItemPages(region, bits);

        final float[] query = gaussian.next(dimension);
        final QueryPlanes planes = new QueryPlanes(bits / Long.SIZE);
        SketchCodec.quantize(query, planes);
        for (int item = 0; item < ITEMS; item++) {
            pages.touch(item);
            final float base = squaredDistance(points[item], query);
            final long[] keys = scan(Kernels.active(), pages, item, planes, base);
            final ByteBuffer page = ByteBuffer.allocateDirect(pageBytes).order(ByteOrder.LITTLE_ENDIAN);
            page.put(bytes.array(), item * pageBytes, pageBytes).flip();
            final Kernels scalar = new ScalarKernels();
            final long[] expected = new long[ItemPages.LINKS];
            final int found = scalar.scan(
                    planes,
                    scalar.chunk(page),
                    0,
                    ItemPages.LINKS,
                    base,
                    0,
                    Float.POSITIVE_INFINITY,
                    new float[Kernels.BLOCK],
                    expected,
                    0);
            assertArrayEquals(Arrays.copyOf(expected, found), keys);
            assertEquals(links(item), keys.length);
            for (int entry = 0; entry < keys.length; entry++) {
                final int linked = (item + 1 + entry) % ITEMS;
                assertEquals(linked, ScoredKey.ordinal(keys[entry]));
                final double deviation = deviation(points[linked], points[item], base, bits, planes);
                assertEquals(squaredDistance(points[linked], query), ScoredKey.score(keys[entry]), 5 * deviation);
            }
        }
    }

    /** The error of an estimate has this standard deviation, see {@link SketchCodec}. */
    private static double deviation(
            final float[] linked, final float[] item, final float base, final int bits, final QueryPlanes planes) {
        double squares = 0;
        double absolute = 0;
        for (int i = 0; i < linked.length; i++) {
            final double residual = linked[i] - item[i];
            squares += residual * residual;
            absolute += i < bits ? Math.abs(residual) : 0;
        }
        return 2 * squares / absolute * SketchCodec.slack(1, SketchCodec.spread(bits, linked.length), base, planes);
    }

    /** A copy of the item is estimated to be as far as the item itself. */
    @ParameterizedTest
    @ValueSource(ints = {64, 384})
    void copiesAreAsFarAsTheItem(final int bits) throws IOException {
        final float[] point = gaussian.next(bits);
        final ByteBuffer bytes = ByteBuffer.allocate(ItemPages.pageBytes(bits)).order(ByteOrder.LITTLE_ENDIAN);
        for (int entry = 0; entry < ItemPages.LINKS; entry++) {
            ItemPages.encode(bytes, 0, entry, bits, point, point, 0, entry);
        }
        final Path file = Files.write(folder.resolve("pages"), bytes.array());
        final QueryPlanes planes = new QueryPlanes(bits / Long.SIZE);
        SketchCodec.quantize(gaussian.next(bits), planes);
        final ItemPages pages = new ItemPages(Sections.map(file, 1 << 16), bits);
        final long[] keys = scan(Kernels.active(), pages, 0, planes, 12.5f);
        assertEquals(ItemPages.LINKS, keys.length);
        for (final long key : keys) {
            assertEquals(12.5f, ScoredKey.score(key));
        }
    }

    private static int links(final int item) {
        return item % (ItemPages.LINKS + 1);
    }

    private static long[] scan(
            final Kernels kernels, final ItemPages pages, final int item, final QueryPlanes planes, final float base) {
        final long[] keys = new long[ItemPages.LINKS];
        final int found = kernels.scan(
                planes,
                pages.chunk(item),
                pages.offset(item),
                ItemPages.LINKS,
                base,
                0,
                Float.POSITIVE_INFINITY,
                new float[Kernels.BLOCK],
                keys,
                0);
        return Arrays.copyOf(keys, found);
    }

    private static float squaredDistance(final float[] a, final float[] b) {
        return new ScalarKernels().squaredDistance(a, 0, b, 0, a.length);
    }
}
