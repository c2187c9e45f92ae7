package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The recall of an index measured at several efforts, for several numbers of neighbors; encoded as consecutive curves.
 * Between two curves, and beyond the last, the logarithm of the effort is linear in the logarithm of k.
 *
 * @param curves by ascending k, at least one; either all with efforts, or a single one without.
 */
public record RecallProfile(List<RecallCurve> curves) {
    /** Indexes with fewer items are searched exactly unless a budget is given, and have neither a profile nor links. */
    public static final int MIN_ITEMS = 1000;

    /**
     * @param curves by ascending k.
     * @throws IllegalArgumentException if there are no curves, they are not ascending, or one of several has no
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
     * @throws IllegalArgumentException if the section is not a sequence of complete curves.
     */
    public static RecallProfile decode(final ByteBuffer bytes) {
        final ByteBuffer left = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        final List<RecallCurve> curves = new ArrayList<>();
        do {
            curves.add(RecallCurve.decode(left));
        } while (left.hasRemaining());
        return new RecallProfile(curves);
    }

    /** @return whether curves have efforts; otherwise every query scanned a fixed budget. */
    public boolean hasEfforts() {
        return curves.get(0).hasEfforts();
    }

    /** @return the largest number of neighbors measured. */
    public int maxNeighbors() {
        return curves.get(curves.size() - 1).neighbors();
    }

    /**
     * The effort at which a recall is expected.
     *
     * @param recall above 0 and at most 1.
     * @param k number of neighbors wanted, at least 1.
     * @return the effort, infinite if no measured one reached the recall. Only for profiles with efforts.
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
     * @return the budget, infinite if no measured one reached the recall.
     */
    public double budgetFor(final double recall, final int k) {
        final RecallCurve lower = lower(k);
        final RecallCurve upper = upper(k);
        return atK(k, lower, upper, lower.budgetFor(recall), upper.budgetFor(recall));
    }

    /**
     * The effort at which queries scan a given mean number of items.
     *
     * @param budget mean number of items, above 0.
     * @param k number of neighbors wanted, at least 1.
     * @return the effort. Only for profiles with efforts.
     */
    public double effortOfBudget(final double budget, final int k) {
        return measuredUpTo(k).effortOfBudget(budget);
    }

    /**
     * The mean number of items scanned per query at an effort.
     *
     * @param effort above 0.
     * @param k number of neighbors wanted, at least 1.
     * @return the budget. Only for profiles with efforts.
     */
    public double budgetOfEffort(final double effort, final int k) {
        return measuredUpTo(k).budgetOfEffort(effort);
    }

    /** The curve of the largest measured k that is at most the given k, or the first curve. */
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

    /** The curve before the upper one, if any. */
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
            // More neighbors lie in more leaves; the square root is a guess.
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
