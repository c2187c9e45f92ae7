package org.annoyindex.query;

/** Hoare's selection: brings the least keys of an array to its front without sorting them. */
final class Selection {
    private Selection() {}

    /** Puts the key of a rank in its place, lesser ones before it, greater ones behind it. */
    static void select(final long[] keys, final int size, final int rank) {
        int low = 0;
        int high = size - 1;
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
