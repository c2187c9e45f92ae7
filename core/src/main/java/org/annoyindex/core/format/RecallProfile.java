package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What recall an index reached at several efforts, for several numbers of neighbors: curves one after the other. Between
 * two curves, and beyond the last, the logarithm of the effort goes with the logarithm of k.
 *
 * @param curves by ascending k, at least one, and either all with efforts or a single one without.
 */
public record RecallProfile(List<RecallCurve> curves) {
    /**
     * @param curves see the class.
     * @throws IllegalArgumentException if there are no curves, they are not ascending, or one of several is without
     *     efforts.
     */
    public RecallProfile {
        curves = List.copyOf(curves);
        int before = 0;
        for (final RecallCurve curve : curves) {
            if (curve.neighbors() <= before) {
                throw new IllegalArgumentException(
                        "recall curve for " + curve.neighbors() + " neighbors after one for " + before);
            }
            if (curves.size() > 1 && !curve.hasEfforts()) {
                throw new IllegalArgumentException("recall curve without efforts beside others");
            }
            before = curve.neighbors();
        }
        if (curves.isEmpty()) {
            throw new IllegalArgumentException("no recall curves");
        }
    }

    /** @return the section's bytes. */
    public ByteBuffer encode() {
        final int length = curves.stream().mapToInt(RecallCurve::encodedLength).sum();
        final ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        curves.forEach(curve -> curve.encode(bytes));
        return bytes.flip();
    }

    /**
     * @param bytes the section, little-endian, from its first byte to the limit.
     * @return the profile.
     * @throws IllegalArgumentException if the section does not end with its last curve, or is none.
     */
    public static RecallProfile decode(final ByteBuffer bytes) {
        final ByteBuffer left = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        final List<RecallCurve> curves = new ArrayList<>();
        do {
            curves.add(RecallCurve.decode(left));
        } while (left.hasRemaining());
        return new RecallProfile(curves);
    }

    /** @return whether searches stop by their effort, and not all at the same budget. */
    public boolean hasEfforts() {
        return curves.get(0).hasEfforts();
    }

    /**
     * The effort at which a recall is expected.
     *
     * @param recall above 0 and at most 1.
     * @param k number of neighbors wanted, at least 1.
     * @return the effort, infinite where no measured one reached it; only where there are any.
     */
    public double effortFor(final double recall, final int k) {
        final RecallCurve lower = lower(k);
        final RecallCurve upper = upper(k);
        return atK(k, lower, upper, lower.effortFor(recall), upper.effortFor(recall));
    }

    /**
     * The budget at which a recall is expected.
     *
     * @param recall above 0 and at most 1.
     * @param k number of neighbors wanted, at least 1.
     * @return the budget, infinite where no measured one reached it.
     */
    public double budgetFor(final double recall, final int k) {
        final RecallCurve lower = lower(k);
        final RecallCurve upper = upper(k);
        return atK(k, lower, upper, lower.budgetFor(recall), upper.budgetFor(recall));
    }

    /**
     * The effort at which a query looks at so many items on average.
     *
     * @param budget above 0.
     * @param k number of neighbors wanted, at least 1.
     * @return the effort; only where there are any.
     */
    public double effortOfBudget(final double budget, final int k) {
        return measuredUpTo(k).effortOfBudget(budget);
    }

    /**
     * The number of items that a query looks at on average at an effort.
     *
     * @param effort above 0.
     * @param k number of neighbors wanted, at least 1.
     * @return the budget; only where there are efforts.
     */
    public double budgetOfEffort(final double effort, final int k) {
        return measuredUpTo(k).budgetOfEffort(effort);
    }

    /** The curve of the largest k that is not above another, or the first. */
    private RecallCurve measuredUpTo(final int k) {
        final RecallCurve upper = upper(k);
        return upper.neighbors() <= k ? upper : lower(k);
    }

    private RecallCurve upper(final int k) {
        int i = Math.min(1, curves.size() - 1);
        while (i < curves.size() - 1 && curves.get(i).neighbors() < k) {
            i++;
        }
        return curves.get(i);
    }

    /** The one before the upper, if there is one. */
    private RecallCurve lower(final int k) {
        int i = 0;
        while (i < curves.size() - 2 && curves.get(i + 1).neighbors() < k) {
            i++;
        }
        return curves.get(i);
    }

    private static double atK(
            final int k, final RecallCurve lower, final RecallCurve upper, final double low, final double high) {
        if (lower.neighbors() == upper.neighbors()) {
            // More neighbors lie in more leaves; how many more is not known.
            return low * Math.sqrt(Math.max(1, (double) k / lower.neighbors()));
        }
        final double share =
                Math.log((double) k / lower.neighbors()) / Math.log((double) upper.neighbors() / lower.neighbors());
        if (share <= 0 || low == high) {
            return low;
        }
        if (share == 1 || share > 1 && !(high > low)) {
            return high;
        }
        return Math.exp((1 - share) * Math.log(low) + share * Math.log(high));
    }
}
