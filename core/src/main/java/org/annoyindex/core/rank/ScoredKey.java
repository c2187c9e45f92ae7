package org.annoyindex.core.rank;

/**
 * Packs a score and an ordinal (a position or an id) into one {@code long}, so that sorting or comparing the longs as
 * signed numbers orders by score first and by ordinal second. A NaN has no place in that order and must not be packed;
 * minus zero sorts before zero. As ordinals are not negative, no key has low 32 bits with the top bit set.
 */
public final class ScoredKey {
    /** Sorts behind the key of every finite score. */
    public static final long LAST = Long.MAX_VALUE;

    private ScoredKey() {}

    /**
     * @param score any number but NaN.
     * @param ordinal a position or id, not negative.
     * @return the key.
     */
    public static long of(final float score, final int ordinal) {
        final int bits = Float.floatToRawIntBits(score);
        return (long) sortable(bits) << 32 | ordinal;
    }

    /**
     * @param key made by {@link #of}.
     * @return its score.
     */
    public static float score(final long key) {
        return Float.intBitsToFloat(sortable((int) (key >> 32)));
    }

    /**
     * @param key made by {@link #of}.
     * @return its ordinal.
     */
    public static int ordinal(final long key) {
        return (int) key;
    }

    /** Its own inverse: flips all but the sign bit of negative numbers, whose bit patterns grow the wrong way. */
    private static int sortable(final int bits) {
        return bits ^ (bits >> 31 & 0x7fff_ffff);
    }
}
