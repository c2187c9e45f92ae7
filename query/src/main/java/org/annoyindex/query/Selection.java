package org.annoyindex.query;

/** Hoare's selection: brings the least keys of an array, or of a part of one, to its front without sorting them. */
final class Selection {
    private Selection() {}

    /** Puts the key that belongs at a place between two others there, lesser ones before it, greater ones behind it. */
    static void select(final long[] keys, final int from, final int to, final int rank) {
        int low = from;
        int high = to - 1;
        while (low < high) {
            final long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (keys[i] < pivot) {
                    i++;
                }
                while (keys[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    final long swapped = keys[i];
                    keys[i++] = keys[j];
                    keys[j--] = swapped;
                }
            }
            if (rank <= j) {
                high = j;
            } else if (rank >= i) {
                low = i;
            } else {
                return;
            }
        }
    }

    private static long median(final long a, final long b, final long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
