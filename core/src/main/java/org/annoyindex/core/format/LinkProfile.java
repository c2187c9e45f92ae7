package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The recall of searches over links, measured like a {@link RecallProfile}: efforts are widths of the search, budgets
 * the mean number of item pages visited. For each number of neighbors it also has the recalls for which searches over
 * links cost less than a walk over leaves, by counted work. In a file: int32 number of curves; for each two float32s,
 * the lowest and the highest such recall (0 and 0 if there are none); then the curves.
 *
 * @param recall of searches over links.
 * @param cheaper for each of its curves the recalls for which links cost less.
 */
public record LinkProfile(RecallProfile recall, List<Range> cheaper) {
    /**
     * Recalls from a lowest to a highest.
     *
     * @param lowest at least 0.
     * @param highest 0 if there are none.
     */
    public record Range(float lowest, float highest) {
        boolean contains(final double recall) {
            return recall >= lowest && recall <= highest;
        }
    }

    /**
     * @param recall of searches over links, with efforts.
     * @param cheaper for each of its curves the recalls for which links cost less.
     * @throws IllegalArgumentException if there are not as many ranges as curves, or curves have no efforts.
     */
    public LinkProfile {
        cheaper = List.copyOf(cheaper);
        if (cheaper.size() != recall.curves().size() || !recall.hasEfforts()) {
            throw new IllegalArgumentException(cheaper.size() + " ranges of recall for "
                    + recall.curves().size() + " recall curves of searches over links");
        }
    }

    /**
     * Whether a search costs less over links than over leaves, according to the nearest measured numbers of neighbors. For more
     * neighbors than were measured it does not: it has to visit each of them, and to keep a sorted beam of as many, while
     * leaves hold many at once.
     *
     * @param target recall, above 0 and below 1.
     * @param k number of neighbors wanted, at least 1.
     * @return whether it costs less by each of them.
     */
    public boolean isCheaper(final double target, final int k) {
        if (k > recall.maxNeighbors()) {
            return false;
        }
        int i = 0;
        final List<RecallCurve> curves = recall.curves();
        while (i < curves.size() - 1 && curves.get(i + 1).neighbors() <= k) {
            i++;
        }
        final boolean between = curves.get(i).neighbors() < k;
        return cheaper.get(i).contains(target)
                && (!between || cheaper.get(i + 1).contains(target));
    }

    /** @return the section's bytes. */
    public ByteBuffer encode() {
        final ByteBuffer curves = recall.encode();
        final ByteBuffer bytes = ByteBuffer.allocate(
                        Integer.BYTES + 2 * Float.BYTES * cheaper.size() + curves.remaining())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(cheaper.size());
        cheaper.forEach(range -> bytes.putFloat(range.lowest).putFloat(range.highest));
        return bytes.put(curves).flip();
    }

    /**
     * @param bytes the section, little-endian, from its first byte to the limit.
     * @return the profile.
     * @throws IllegalArgumentException if the section is incomplete or its numbers are out of range.
     */
    public static LinkProfile decode(final ByteBuffer bytes) {
        final ByteBuffer left = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        final int count = left.remaining() < Integer.BYTES ? 0 : left.getInt();
        if (count < 1 || count > left.remaining() / (2 * Float.BYTES)) {
            throw new IllegalArgumentException(
                    "profile of searches over links of " + count + " curves in " + left.limit() + " bytes");
        }
        final List<Range> cheaper = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final Range range = new Range(left.getFloat(), left.getFloat());
            if (!(range.lowest >= 0 && range.highest >= 0 && range.lowest <= 1 && range.highest <= 1)) {
                throw new IllegalArgumentException(
                        "searches over links cost less for recalls from " + range.lowest + " to " + range.highest);
            }
            cheaper.add(range);
        }
        return new LinkProfile(RecallProfile.decode(left.slice()), cheaper);
    }
}
