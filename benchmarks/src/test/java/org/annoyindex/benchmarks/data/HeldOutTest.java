package org.annoyindex.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeldOutTest {

    @Test
    void choiceIsFixed() {
        // Computed by hand: SplitMix64 with seed 1234567 starts with 6457827717110365317, 3203168211198807973; modulo 5
        // and 4 these are 2 and 1. So step 0 takes row 2 and puts row 0 in its place, and step 1 takes position 1 + 1,
        // which has row 0.
        assertArrayEquals(new int[] {2, 0}, rowsInQueryOrder(HeldOut.choose(5, 2, 1234567), 5, 2));
        assertArrayEquals(new int[] {7, 8, 9}, rowsInQueryOrder(HeldOut.choose(10, 3, 1234567), 10, 3));
    }

    @Test
    void everyQueryIsAnotherRow() {
        final HeldOut heldOut = HeldOut.choose(1_000, 999, 42);

        final int[] rows = rowsInQueryOrder(heldOut, 1_000, 999);
        assertEquals(999, Arrays.stream(rows).distinct().count());
        assertTrue(Arrays.stream(rows).allMatch(heldOut::isQuery));
    }

    @Test
    void anotherSeedChoosesOtherRows() {
        assertFalse(Arrays.equals(
                rowsInQueryOrder(HeldOut.choose(1_000, 10, 1), 1_000, 10),
                rowsInQueryOrder(HeldOut.choose(1_000, 10, 2), 1_000, 10)));
    }

    @Test
    void withoutQueriesEveryRowStaysInTheBase() {
        final HeldOut heldOut = HeldOut.choose(2, 0, 1);

        assertFalse(heldOut.isQuery(0));
        assertFalse(heldOut.isQuery(1));
    }

    @Test
    void holdingOutAllRowsIsRefused() {
        assertEquals(
                "cannot hold out 5 of 5 rows",
                assertThrows(IllegalArgumentException.class, () -> HeldOut.choose(5, 5, 1))
                        .getMessage());
    }

    private static int[] rowsInQueryOrder(final HeldOut heldOut, final int rows, final int queries) {
        final int[] order = new int[queries];
        Arrays.fill(order, -1);
        for (int row = 0; row < rows; row++) {
            if (heldOut.isQuery(row)) {
                order[heldOut.queryOf(row)] = row;
            }
        }
        return order;
    }
}
