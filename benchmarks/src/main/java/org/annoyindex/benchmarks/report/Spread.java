package org.annoyindex.benchmarks.report;

/** Moves labels apart. */
final class Spread {
    private Spread() {}

    /**
     * Finds places at least a gap apart, as near to those wanted as that allows: runs of labels that touch are centered
     * on the mean of what their members want, and merged where they come to touch each other.
     *
     * @param wanted ascending.
     * @param gap between two places.
     * @param least the first place there is.
     * @param most the last place there is.
     * @return a place for each, ascending; beyond {@code most} only if there is not room enough for all.
     */
    static double[] apart(final double[] wanted, final double gap, final double least, final double most) {
        final int[] first = new int[wanted.length];
        final double[] top = new double[wanted.length];
        int runs = 0;
        for (int i = 0; i < wanted.length; i++) {
            first[runs] = i;
            top[runs] = place(wanted, i, i + 1, gap, least, most);
            runs++;
            while (runs > 1 && top[runs - 2] + gap * (first[runs - 1] - first[runs - 2]) > top[runs - 1]) {
                runs--;
                top[runs - 1] = place(wanted, first[runs - 1], i + 1, gap, least, most);
            }
        }
        final double[] places = new double[wanted.length];
        for (int run = 0; run < runs; run++) {
            final int end = run + 1 < runs ? first[run + 1] : wanted.length;
            for (int i = first[run]; i < end; i++) {
                places[i] = top[run] + gap * (i - first[run]);
            }
        }
        return places;
    }

    private static double place(
            final double[] wanted,
            final int from,
            final int to,
            final double gap,
            final double least,
            final double most) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += wanted[i] - gap * (i - from);
        }
        return Math.max(least, Math.min(most - gap * (to - from - 1), sum / (to - from)));
    }
}
