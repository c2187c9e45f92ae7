package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What recall an index reached at several budgets when it was built, on some of its own items as queries. As a section:
 * int32 number of points, int32 neighbours k asked for, int32 number of queries, int32 zero; then for each point int32
 * budget and float32 recall, budgets ascending.
 *
 * @param neighbours k of recall@k.
 * @param queries number of queries measured.
 * @param budgets sketches scanned a query, ascending.
 * @param recalls mean recall at each budget, not descending.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record RecallProfile(int neighbours, int queries, int[] budgets, float[] recalls) {
    private static final int HEADER = 16;

    /** @return the section's bytes. */
    public ByteBuffer encode() {
        final ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + 8 * budgets.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(budgets.length).putInt(neighbours).putInt(queries).putInt(0);
        for (int i = 0; i < budgets.length; i++) {
            bytes.putInt(budgets[i]).putFloat(recalls[i]);
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
        if (points < 0 || bytes.limit() != HEADER + 8L * points) {
            throw new IllegalArgumentException("recall profile of " + bytes.limit() + " bytes");
        }
        final int[] budgets = new int[points];
        final float[] recalls = new float[points];
        for (int i = 0; i < points; i++) {
            budgets[i] = bytes.getInt(HEADER + 8 * i);
            recalls[i] = bytes.getFloat(HEADER + 8 * i + 4);
        }
        return new RecallProfile(bytes.getInt(4), bytes.getInt(8), budgets, recalls);
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
                final double low = Math.log(budgets[i - 1]);
                return (int) Math.ceil(Math.exp(low + share * (Math.log(budgets[i]) - low)));
            }
        }
        return Integer.MAX_VALUE;
    }
}
