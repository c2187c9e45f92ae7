package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.junit.jupiter.api.Test;

final class PagesTest {
    private static final int START = 128;

    @Test
    void innerPagesAreReadAsTheyWereWritten() {
        for (final int dimension : new int[] {1, 3, 16, 100}) {
            for (final int entries : new int[] {1, 2, 4, 5, 40}) {
                final int bytes = InnerPage.bytes(entries, dimension);
                assertEquals(0, bytes % LeafPage.ALIGNMENT);
                final ByteBuffer page = ByteBuffer.allocateDirect(START + bytes).order(ByteOrder.LITTLE_ENDIAN);
                final float[] centroids = new float[entries * dimension];
                for (int i = 0; i < centroids.length; i++) {
                    centroids[i] = i + 0.5f;
                }
                for (int entry = 0; entry < entries; entry++) {
                    InnerPage.encode(
                            page,
                            START,
                            entries,
                            entry,
                            1000 + entry,
                            entry % 3,
                            2.5f * entry,
                            centroids,
                            entry * dimension,
                            dimension);
                }
                final Chunk chunk = Kernels.active().chunk(page);
                assertEquals(entries, InnerPage.entries(chunk, START));
                for (int entry = 0; entry < entries; entry++) {
                    assertEquals(1000 + entry, InnerPage.reference(chunk, START, entry));
                    assertEquals(entry % 3, InnerPage.items(chunk, START, entries, entry));
                    assertEquals(2.5f * entry, InnerPage.radius(chunk, START, entries, entry));
                    final int centroid = START + InnerPage.centroidsOffset(entries) + 4 * entry * dimension;
                    assertEquals(0, (centroid - 4 * entry * dimension) % LeafPage.ALIGNMENT);
                    for (int i = 0; i < dimension; i++) {
                        assertEquals(centroids[entry * dimension + i], page.getFloat(centroid + 4 * i));
                    }
                }
            }
        }
    }

    @Test
    void leafPagesWithoutSketchesAreReadAsTheyWereWritten() {
        for (int items = 0; items <= 50; items++) {
            final int bytes = LeafPage.bytes(items, 0);
            assertEquals(64 + (items + 15) / 16 * 64, bytes);
            final ByteBuffer page = ByteBuffer.allocateDirect(START + bytes).order(ByteOrder.LITTLE_ENDIAN);
            LeafPage.begin(page, START, items, 0);
            for (int item = 0; item < items; item++) {
                LeafPage.encode(page, START, item, 5 * item);
            }
            final Chunk chunk = Kernels.active().chunk(page);
            assertEquals(items, LeafPage.items(chunk, START));
            for (int item = 0; item < items; item++) {
                assertEquals(5 * item, LeafPage.position(chunk, START, item));
            }
            for (int at = START + 64 + 4 * items; at < START + bytes; at += 4) {
                assertEquals(-1, page.getInt(at));
            }
        }
    }

    @Test
    void leafPagesWithSketchesHaveABlockForEverySixteenItems() {
        assertEquals(64, LeafPage.bytes(0, 128));
        assertEquals(64 + 16 * 16 + 3 * 64, LeafPage.bytes(1, 128));
        assertEquals(LeafPage.bytes(1, 128), LeafPage.bytes(16, 128));
        assertEquals(64 + 2 * (16 * 16 + 3 * 64), LeafPage.bytes(17, 128));
        for (int items = 0; items < 40; items++) {
            assertTrue(LeafPage.bytes(items, 64) % LeafPage.ALIGNMENT == 0);
        }
    }
}
