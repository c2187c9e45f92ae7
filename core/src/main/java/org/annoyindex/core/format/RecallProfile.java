package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What recall an index reached at several efforts when it was built, on some of its own items as queries, and how many
 * items it looked at for it. As a section: int32 number of points, int32 neighbours k asked for, int32 number of queries,
 * int32 zero; then for each point int32 budget, float32 recall and float32 effort, ascending. In version 1 of the format
 * points have no effort.
 *
 * @param neighbours k of recall@k.
 * @param queries number of queries measured.
 * @param budgets mean number of items that a query looked at, ascending.
 * @param recalls mean recall, not descending.
 * @param efforts at which searches stopped, ascending; empty where each looked at as many items as the budget says.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record RecallProfile(int neighbours, int queries, int[] budgets, float[] recalls, float[] efforts) {
    private static final int HEADER = 16;
    private static final int POINT = 12;
    private static final int POINT_WITHOUT_EFFORT = 8;

    /** @return the section's bytes. */
    public ByteBuffer encode() {
        final ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + POINT * budgets.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(budgets.length).putInt(neighbours).putInt(queries).putInt(0);
        for (int i = 0; i < budgets.length; i++) {
            bytes.putInt(budgets[i]).putFloat(recalls[i]).putFloat(efforts[i]);
        }
        return bytes.flip();
    }

    /**
     * @param bytes the section.
     * @return the profile.
     * @throws IllegalArgumentException if the section's length is not that of its points.
     */
    public static RecallProfile decode(final ByteBuffer bytes) {
        final int points = bytes.limit() < HEADER ? -1 : bytes.getInt(0);
        final boolean withEfforts = bytes.limit() == HEADER + (long) POINT * points;
        if (points < 0 || !withEfforts && bytes.limit() != HEADER + (long) POINT_WITHOUT_EFFORT * points) {
            throw new IllegalArgumentException("recall profile of " + bytes.limit() + " bytes");
        }
        final int[] budgets = new int[points];
        final float[] recalls = new float[points];
        final float[] efforts = new float[withEfforts ? points : 0];
        for (int i = 0; i < points; i++) {
            final int at = HEADER + i * (withEfforts ? POINT : POINT_WITHOUT_EFFORT);
            budgets[i] = bytes.getInt(at);
            recalls[i] = bytes.getFloat(at + 4);
            if (withEfforts) {
                efforts[i] = bytes.getFloat(at + 8);
            }
        }
        return new RecallProfile(bytes.getInt(4), bytes.getInt(8), budgets, recalls, efforts);
    }

    /**
     * The budget at which a recall is expected, interpolated on the logarithm of the budget.
     *
     * @param recall above 0 and at most 1.
     * @return the budget, or {@code Integer.MAX_VALUE} where no measured budget reached it.
     */
    public int budgetFor(final double recall) {
        for (int i = 0; i < budgets.length; i++) {
            if (recalls[i] >= recall) {
                if (i == 0 || recalls[i] == recalls[i - 1]) {
                    return budgets[i];
                }
                final double share = (recall - recalls[i - 1]) / (recalls[i] - recalls[i - 1]);
                return (int) Math.ceil(between(budgets[i - 1], budgets[i], share));
            }
        }
        return Integer.MAX_VALUE;
    }

    /** @return whether searches stop by their effort, and not all at the same budget. */
    public boolean hasEfforts() {
        return efforts.length > 0;
    }

    /**
     * The effort at which a query looks at so many items on average, interpolated on logarithms; in proportion to the
     * budget beyond the measured ones.
     *
     * @param budget above 0.
     * @return the effort; only where there are any.
     */
    public double effortFor(final double budget) {
        final int last = budgets.length - 1;
        if (budget <= budgets[0]) {
            return efforts[0] * budget / budgets[0];
        }
        if (budget >= budgets[last]) {
            return efforts[last] * budget / budgets[last];
        }
        int i = 1;
        while (budgets[i] < budget) {
            i++;
        }
        final double share = Math.log(budget / budgets[i - 1]) / Math.log((double) budgets[i] / budgets[i - 1]);
        return between(efforts[i - 1], efforts[i], share);
    }

    private static double between(final double low, final double high, final double share) {
        return Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)));
    }
}
