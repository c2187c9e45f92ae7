package org.annoyindex.core.format;

import java.nio.ByteBuffer;

/**
 * The recall measured for one number of neighbors at several efforts (adaptive budgets), and the number of items that
 * searches scanned at each. In a file: int32 number of points, int32 k, int32 number of queries, int32 zero; then for
 * each point int32 budget, float32 recall and float32 effort, ascending. In version 1 of the format points have no
 * effort.
 *
 * <p>Between points, the log-odds of the recall, {@code log(r / (1 - r))}, are interpolated linearly in the logarithm
 * of the effort. Measured curves are nearly straight on these axes for recalls from 0.5 to almost 1.
 *
 * @param neighbors k of recall@k.
 * @param queries number of queries measured.
 * @param budgets mean number of items scanned per query, ascending.
 * @param recalls mean recall, not descending.
 * @param efforts the efforts measured, ascending; empty if every query scanned a fixed budget of items.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record RecallCurve(int neighbors, int queries, double[] budgets, double[] recalls, double[] efforts) {
    private static final int HEADER = 16;
    private static final int POINT = 12;
    private static final int POINT_WITHOUT_EFFORT = 8;

    /** Length in a file in bytes. */
    int encodedLength() {
        return HEADER + POINT * budgets.length;
    }

    /** Appends the curve, which must have efforts, to little-endian bytes. */
    void encode(final ByteBuffer bytes) {
        bytes.putInt(budgets.length).putInt(neighbors).putInt(queries).putInt(0);
        for (int i = 0; i < budgets.length; i++) {
            bytes.putInt((int) budgets[i]).putFloat((float) recalls[i]).putFloat((float) efforts[i]);
        }
    }

    /** Reads a curve from little-endian bytes; throws {@link IllegalArgumentException} if it is incomplete. */
    static RecallCurve decode(final ByteBuffer bytes) {
        final long left = bytes.remaining();
        final int points = left < HEADER ? 0 : bytes.getInt();
        // A curve of version 1 is the only one of its section, and shorter than one with efforts.
        final boolean withEfforts = left != HEADER + (long) POINT_WITHOUT_EFFORT * points;
        if (points < 1 || withEfforts && left < HEADER + (long) POINT * points) {
            throw new IllegalArgumentException("recall curve of " + points + " points in " + left + " bytes");
        }
        final int neighbors = bytes.getInt();
        final int queries = bytes.getInt();
        bytes.getInt();
        final double[] budgets = new double[points];
        final double[] recalls = new double[points];
        final double[] efforts = new double[withEfforts ? points : 0];
        for (int i = 0; i < points; i++) {
            budgets[i] = bytes.getInt();
            recalls[i] = bytes.getFloat();
            if (withEfforts) {
                efforts[i] = bytes.getFloat();
            }
        }
        if (queries < 1 || !ascend(budgets) || !ascend(recalls) || recalls[points - 1] > 1 || !ascend(efforts)) {
            throw new IllegalArgumentException("recall curve of " + queries + " queries whose points do not ascend");
        }
        return new RecallCurve(neighbors, queries, budgets, recalls, efforts);
    }

    /** Whether numbers are finite, not negative, and not descending. */
    private static boolean ascend(final double[] numbers) {
        double before = 0;
        for (final double number : numbers) {
            if (!(number >= before && number < Double.POSITIVE_INFINITY)) {
                return false;
            }
            before = number;
        }
        return true;
    }

    /** @return whether the curve has efforts; otherwise every query scanned a fixed budget. */
    public boolean hasEfforts() {
        return efforts.length > 0;
    }

    /**
     * The effort at which a recall is expected.
     *
     * @param recall above 0 and at most 1.
     * @return the effort; that of the first point if its recall is higher; infinity if no point reached the recall.
     *     Only for curves with efforts.
     */
    public double effortFor(final double recall) {
        return valueAt(recall, efforts);
    }

    /**
     * The budget at which a recall is expected.
     *
     * @param recall above 0 and at most 1.
     * @return the budget; that of the first point if its recall is higher; infinity if no point reached the recall.
     */
    public double budgetFor(final double recall) {
        return valueAt(recall, budgets);
    }

    private double valueAt(final double recall, final double[] values) {
        int above = 0;
        while (above < recalls.length && recalls[above] < recall) {
            above++;
        }
        if (above == recalls.length) {
            return Double.POSITIVE_INFINITY;
        }
        if (above == 0) {
            return values[0];
        }
        final double low = logOdds(recalls[above - 1]);
        final double high = logOdds(recalls[above]);
        return between(values[above - 1], values[above], Math.min(1, (logOdds(recall) - low) / (high - low)));
    }

    /** Log-odds of a recall, kept half a neighbor away from 0 and 1. */
    private double logOdds(final double recall) {
        final double least = 0.5 / ((double) queries * neighbors);
        final double inside = Math.max(least, Math.min(1 - least, recall));
        return Math.log(inside / (1 - inside));
    }

    /**
     * The effort at which queries scan a given mean number of items. Interpolated linearly on logarithmic axes; beyond
     * the measured points it is proportional to the budget.
     *
     * @param budget mean number of items, above 0.
     * @return the effort. Only for curves with efforts.
     */
    public double effortOfBudget(final double budget) {
        return translate(budget, budgets, efforts);
    }

    /**
     * The mean number of items scanned per query at an effort, the inverse of {@link #effortOfBudget}.
     *
     * @param effort above 0.
     * @return the budget. Only for curves with efforts.
     */
    public double budgetOfEffort(final double effort) {
        return translate(effort, efforts, budgets);
    }

    private static double translate(final double value, final double[] from, final double[] to) {
        final int last = from.length - 1;
        if (value <= from[0]) {
            return to[0] * value / from[0];
        }
        if (value >= from[last]) {
            return to[last] * value / from[last];
        }
        int above = 1;
        while (from[above] < value) {
            above++;
        }
        final double share = Math.log(value / from[above - 1]) / Math.log(from[above] / from[above - 1]);
        return between(to[above - 1], to[above], share);
    }

    private static double between(final double low, final double high, final double share) {
        return Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
    }
}
