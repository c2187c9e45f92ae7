package org.annoyindex.core.math;

/**
 * The SplitMix64 random generator (Steele, Lea and Flood, OOPSLA 2014), the only one of this project. Its stream does
 * not depend on the JDK, so that files are the same everywhere. Not thread-safe.
 */
public final class SplitMix {
    private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private long state;

    /** @param seed any number; equal seeds give equal streams. */
    public SplitMix(final long seed) {
        state = seed;
    }

    /** @return the next 64 random bits. */
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    /**
     * @param bound positive.
     * @return a number from 0 to {@code bound - 1}, with a bias of at most {@code bound / 2^32}.
     */
    public int nextInt(final int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /**
     * Derives the seed of a part of the work. It depends only on the seed of the whole and the number of the part, so
     * that any thread can do the parts in any order.
     *
     * @param seed of the whole.
     * @param part number of the part.
     * @return the seed of the part.
     */
    public static long derive(final long seed, final long part) {
        return mix(mix(seed + GAMMA) ^ mix(part * GAMMA + 1));
    }

    /**
     * The first output of a generator with a given seed, for use as a hash. A bijection whose values for consecutive
     * seeds look random.
     *
     * @param value the seed.
     * @return a 64-bit hash.
     */
    public static long hash(final long value) {
        return mix(value + GAMMA);
    }

    private static long mix(final long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }
}
