package org.annoyindex.builder.spotify;

import java.nio.ByteBuffer;
import org.annoyindex.core.math.SplitMix;

/** A rule that divides items in two. Scratch of one tree. */
abstract sealed class Split permits PlaneSplit, BitSplit {
    /**
     * Finds a rule for some items, at least two.
     *
     * @param items array with their ids.
     * @param from index of the first.
     * @param to index behind the last.
     */
    abstract void find(int[] items, int from, int to, SplitMix random);

    /** Whether an item is on the second side. */
    abstract boolean isSecond(int item, SplitMix random);

    /** Makes this a rule by which a query goes both ways, for items that are divided at random. */
    abstract void giveUp();

    /** Appends the split as a node. */
    abstract void encode(ByteBuffer to, int descendants, int first, int second);
}
