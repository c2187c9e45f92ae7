package org.annoyindex.core.sketch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.annoyindex.core.math.SplitMix;
import org.junit.jupiter.api.Test;

final class RotationTest {
    private static final int[] DIMENSIONS = IntStream.concat(
                    IntStream.rangeClosed(1, 200), IntStream.of(384, 784, 1000))
            .toArray();

    private final SplitMix random = new SplitMix(5);

    @Test
    void rotationKeepsDistancesFromTheCenter() {
        for (final int dimension : DIMENSIONS) {
            final float[] center = vector(dimension);
            final float[] point = vector(dimension);
            final Rotation rotation = new Rotation(center, 9);
            final float[] rotated = new float[rotation.dimension()];
            rotation.rotate(point, 0, rotated);
            double before = 0;
            double after = 0;
            for (int i = 0; i < dimension; i++) {
                before += Math.pow((double) point[i] - center[i], 2);
            }
            for (final float component : rotated) {
                after += (double) component * component;
            }
            assertEquals(before, after, 1e-4 * before, "dimension " + dimension);
            assertEquals(0, rotation.dimension() % 64);
        }
    }

    /** Otherwise sketches of sparse vectors would carry little information. */
    @Test
    void aSingleComponentIsSpreadOverAll() {
        for (final int dimension : new int[] {100, 384, 784}) {
            final Rotation rotation = new Rotation(new float[dimension], 1);
            final float[] point = new float[dimension];
            point[dimension / 3] = 1;
            final float[] rotated = new float[rotation.dimension()];
            rotation.rotate(point, 0, rotated);
            for (final float component : rotated) {
                assertTrue(Math.abs(component) < 6 / Math.sqrt(rotation.dimension()), "component " + component);
            }
        }
    }

    @Test
    void seedDeterminesTheRotation() {
        final float[] point = vector(100);
        final float[] first = new float[128];
        final float[] again = new float[128];
        final float[] other = new float[128];
        new Rotation(new float[100], 1).rotate(point, 0, first);
        new Rotation(new float[100], 1).rotate(point, 0, again);
        new Rotation(new float[100], 2).rotate(point, 0, other);
        assertArrayEquals(first, again);
        assertNotEquals(first[0], other[0]);
    }

    @Test
    void theCenterIsMappedToTheOrigin() {
        for (final int dimension : new int[] {1, 64, 100, 784}) {
            final float[] center = vector(dimension);
            final Rotation rotation = new Rotation(center, 4);
            final float[] rotated = new float[rotation.dimension()];
            Arrays.fill(rotated, 9);
            rotation.rotate(center, 0, rotated);
            for (final float component : rotated) {
                assertTrue(component == 0, "component " + component);
            }
        }
    }

    /** Stored sketches depend on the rotation, so it must never change. */
    @Test
    void rotationsOfASeedAreFixed() {
        final Rotation rotation = new Rotation(new float[100], 42);
        final float[] point = new float[103];
        for (int i = 0; i < 100; i++) {
            point[3 + i] = i - 50;
        }
        final float[] rotated = new float[128];
        rotation.rotate(point, 3, rotated);
        final ByteBuffer bytes = ByteBuffer.allocate(4 * 128).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rotated);
        final CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        assertEquals("14a51f12", Long.toHexString(checksum.getValue()));
    }

    private float[] vector(final int length) {
        final float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = random.nextInt(2001) / 1000f - 1;
        }
        return vector;
    }
}
