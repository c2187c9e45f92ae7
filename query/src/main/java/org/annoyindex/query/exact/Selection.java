package org.annoyindex.query.exact;

/** Hoare's selection (quickselect): moves the lowest keys of a range of an array to its front without sorting them. */
public final class Selection {
    private Selection() {}

    /** Moves the key that belongs at a place of a range there, lower ones before it, higher ones behind it. */
    public static void select(final long[] keys, final int from, final int to, final int place) {
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
            if (place <= j) {
                high = j;
            } else if (place >= i) {
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
