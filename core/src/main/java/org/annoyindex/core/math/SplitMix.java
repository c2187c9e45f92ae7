package org.annoyindex.core.math;

/**
 * The project's one random generator: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Its stream is fixed by this
 * code, not by a JDK's version, because files must come out the same everywhere. Not for several threads at once.
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
     * @return a number from 0 to {@code bound - 1}; the bias of at most {@code bound / 2^32} is of no matter here.
     */
    public int nextInt(final int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /**
     * A seed for a part of the work, a function of the whole's seed and the part's number only, so that parts can be
     * done in any order by any thread.
     *
     * @param seed the whole's.
     * @param part the part's number.
     * @return the part's seed.
     */
    public static long derive(final long seed, final long part) {
        return mix(mix(seed + GAMMA) ^ mix(part * GAMMA + 1));
    }

    /**
     * The first output of a generator with a seed: no two seeds have the same, and those of neighboring seeds look random.
     *
     * @param value the seed.
     * @return 64 bits to find it by in a hash table.
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
