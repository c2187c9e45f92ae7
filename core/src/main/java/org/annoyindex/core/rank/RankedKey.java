package org.annoyindex.core.rank;

/**
 * A number and an item's position or id packed into one {@code long}, so that comparing longs orders by the number
 * first and by the position second. Used for every heap, pool and result list: one comparison, no objects, ties
 * settled.
 */
public final class RankedKey {
    /** Sorts behind every key of a finite number. */
    public static final long LAST = Long.MAX_VALUE;

    private RankedKey() {}

    /**
     * @param rank any number but NaN.
     * @param index a position or id, not negative.
     * @return the key.
     */
    public static long of(final float rank, final int index) {
        final int bits = Float.floatToRawIntBits(rank);
        return (long) sortable(bits) << 32 | index;
    }

    /**
     * @param key made by {@link #of}.
     * @return its number.
     */
    public static float rank(final long key) {
        return Float.intBitsToFloat(sortable((int) (key >> 32)));
    }

    /**
     * @param key made by {@link #of}.
     * @return its position or id.
     */
    public static int index(final long key) {
        return (int) key;
    }

    /** Its own inverse: flips all but the sign bit of negative numbers, whose bit patterns grow the wrong way. */
    private static int sortable(final int bits) {
        return bits ^ (bits >> 31 & 0x7fff_ffff);
    }
}
