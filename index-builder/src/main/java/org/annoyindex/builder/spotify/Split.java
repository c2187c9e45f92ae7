package org.annoyindex.builder.spotify;

import java.nio.ByteBuffer;
import org.annoyindex.core.math.SplitMix;

/** What divides items in two. Scratch of one tree. */
abstract sealed class Split permits PlaneSplit, BitSplit {
    /**
     * Finds something that divides some items, at least two.
     *
     * @param items array with their ids.
     * @param from index of the first.
     * @param to index behind the last.
     */
    abstract void find(int[] items, int from, int to, SplitMix random);

    /** Whether an item is on the second side. */
    abstract boolean isSecond(int item, SplitMix random);

    /** Divides nothing any more, so that a query goes both ways. */
    abstract void giveUp();

    /** Appends the split as a node. */
    abstract void encode(ByteBuffer to, int descendants, int first, int second);
}
