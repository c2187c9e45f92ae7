package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.sketch.SketchCodec;
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
    void leafPagesAreReadAsTheyWereWritten() {
        for (int items = 0; items <= 50; items++) {
            final int bytes = LeafPage.bytes(items);
            assertEquals(64 + (items + 15) / 16 * 64, bytes);
            final ByteBuffer page = ByteBuffer.allocateDirect(START + bytes).order(ByteOrder.LITTLE_ENDIAN);
            LeafPage.begin(page, START, items);
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
    void sketchPagesAreReadAsTheyWereWritten() {
        final int bits = 128;
        for (final int dimension : new int[] {1, 16, 17, 100}) {
            for (int entries = 0; entries <= 40; entries++) {
                final int bytes = SketchPage.bytes(entries, dimension, bits);
                final ByteBuffer page = ByteBuffer.allocateDirect(START + bytes).order(ByteOrder.LITTLE_ENDIAN);
                final float[] centroids = new float[2 + dimension];
                for (int i = 0; i < centroids.length; i++) {
                    centroids[i] = i + 0.5f;
                }
                SketchPage.begin(page, START, entries, SketchPage.LEAF_PAGES, 2.5f, centroids, 2, dimension, bits);
                final float[] rotated = new float[bits];
                Arrays.fill(rotated, 1);
                for (int entry = 0; entry < entries; entry++) {
                    SketchPage.encode(page, START, entry, 1000 + entry, rotated, new float[bits], 0, dimension, bits);
                }
                final Chunk chunk = Kernels.active().chunk(page);
                assertEquals(entries, SketchPage.entries(chunk, START));
                assertEquals(SketchPage.LEAF_PAGES, SketchPage.kind(chunk, START));
                assertEquals(2.5f, SketchPage.radius(chunk, START));
                for (int i = 0; i < dimension; i++) {
                    assertEquals(i + 2.5f, page.getFloat(START + SketchPage.CENTROID + 4 * i));
                }
                final int blocks = START + SketchPage.blocksOffset(dimension);
                final int blockBytes = SketchCodec.blockBytes(bits);
                for (int at = 0; at < (entries + 15) / 16 * 16; at++) {
                    final int factors = blocks + at / 16 * blockBytes + 16 * bits / 8 + 4 * (at % 16);
                    assertEquals(at < entries ? bits : Float.POSITIVE_INFINITY, page.getFloat(factors + 64));
                    assertEquals(at < entries ? 1000 + at : -1, page.getInt(factors + 128));
                }
            }
        }
    }

    @Test
    void sketchPagesHaveABlockForEverySixteenEntries() {
        assertEquals(64 + 448, SketchPage.bytes(0, 100, 128));
        assertEquals(64 + 448 + 16 * 16 + 3 * 64, SketchPage.bytes(1, 100, 128));
        assertEquals(SketchPage.bytes(1, 100, 128), SketchPage.bytes(16, 100, 128));
        assertEquals(64 + 448 + 2 * (16 * 16 + 3 * 64), SketchPage.bytes(17, 100, 128));
        for (int entries = 0; entries < 40; entries++) {
            assertEquals(0, SketchPage.bytes(entries, 3, 64) % LeafPage.ALIGNMENT);
        }
    }
}
