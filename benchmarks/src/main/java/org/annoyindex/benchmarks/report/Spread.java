package org.annoyindex.benchmarks.report;

/** Moves labels apart. */
final class Spread {
    private Spread() {}

    /**
     * Computes positions that are at least a gap apart and near the wanted ones. Runs of labels that touch are centered
     * on the mean of their wanted positions, and merged if they touch each other.
     *
     * @param wanted positions, ascending.
     * @param gap between two positions.
     * @param least smallest position.
     * @param most largest position.
     * @return a position for each, ascending; beyond {@code most} only if space is insufficient.
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
