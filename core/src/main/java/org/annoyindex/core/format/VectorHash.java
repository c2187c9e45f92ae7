package org.annoyindex.core.format;

/**
 * The hash of a vector by which its id is found: XXH64 (Yann Collet), with seed 0, of its components as they are stored,
 * little-endian. A component of -0 is hashed as 0, as these are equal. XXH64 takes 32 bytes at a time in four independent
 * lanes.
 */
public final class VectorHash {
    private static final long P1 = 0x9e37_79b1_85eb_ca87L;
    private static final long P2 = 0xc2b2_ae3d_27d4_eb4fL;
    private static final long P3 = 0x1656_67b1_9e37_79f9L;
    private static final long P4 = 0x85eb_ca77_c2b2_ae63L;
    private static final long P5 = 0x27d4_eb2f_1656_67c5L;
    private static final long P1_PLUS_P2 = 0x60ea_27ee_adc0_b5d6L;

    private VectorHash() {}

    /**
     * @param vector components.
     * @return the hash.
     */
    public static long of(final float[] vector) {
        final int length = vector.length;
        int i = 0;
        long hash = P5;
        if (length >= 8) {
            long a = P1_PLUS_P2;
            long b = P2;
            long c = 0;
            long d = -P1;
            for (; i <= length - 8; i += 8) {
                a = round(a, pair(vector[i], vector[i + 1]));
                b = round(b, pair(vector[i + 2], vector[i + 3]));
                c = round(c, pair(vector[i + 4], vector[i + 5]));
                d = round(d, pair(vector[i + 6], vector[i + 7]));
            }
            hash = merge(a, b, c, d);
        }
        hash += 4L * length;
        for (; i <= length - 2; i += 2) {
            hash = addWord(hash, pair(vector[i], vector[i + 1]));
        }
        if (i < length) {
            hash ^= bits(vector[i]) * P1;
            hash = Long.rotateLeft(hash, 23) * P2 + P3;
        }
        return avalanche(hash);
    }

    /**
     * @param words packed bits of a vector, see {@link VectorColumn#pack}.
     * @return the hash.
     */
    public static long of(final long[] words) {
        final int length = words.length;
        int i = 0;
        long hash = P5;
        if (length >= 4) {
            long a = P1_PLUS_P2;
            long b = P2;
            long c = 0;
            long d = -P1;
            for (; i <= length - 4; i += 4) {
                a = round(a, words[i]);
                b = round(b, words[i + 1]);
                c = round(c, words[i + 2]);
                d = round(d, words[i + 3]);
            }
            hash = merge(a, b, c, d);
        }
        hash += 8L * length;
        for (; i < length; i++) {
            hash = addWord(hash, words[i]);
        }
        return avalanche(hash);
    }

    private static long pair(final float first, final float second) {
        return bits(first) | bits(second) << 32;
    }

    /** Adding 0 turns -0 into 0, and changes no other number. */
    private static long bits(final float component) {
        return Float.floatToRawIntBits(component + 0f) & 0xffff_ffffL;
    }

    private static long round(final long lane, final long word) {
        return Long.rotateLeft(lane + word * P2, 31) * P1;
    }

    private static long merge(final long a, final long b, final long c, final long d) {
        long hash = Long.rotateLeft(a, 1) + Long.rotateLeft(b, 7) + Long.rotateLeft(c, 12) + Long.rotateLeft(d, 18);
        hash = (hash ^ round(0, a)) * P1 + P4;
        hash = (hash ^ round(0, b)) * P1 + P4;
        hash = (hash ^ round(0, c)) * P1 + P4;
        return (hash ^ round(0, d)) * P1 + P4;
    }

    private static long addWord(final long hash, final long word) {
        return Long.rotateLeft(hash ^ round(0, word), 27) * P1 + P4;
    }

    private static long avalanche(final long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * P2;
        h = (h ^ h >>> 29) * P3;
        return h ^ h >>> 32;
    }
}
