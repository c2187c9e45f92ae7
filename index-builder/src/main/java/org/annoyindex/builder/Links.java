package org.annoyindex.builder;

/**
 * Whether an index has links between its items, over which searches for a recall go if that costs less than going from leaf
 * to leaf. Links make such searches up to twice as fast, most on vectors of several hundred dimensions, and the file larger:
 * by 64 bytes per item and another 64 for each 16 bits of a sketch (at most 1,920 bytes in all). Metrics without sketches
 * (manhattan and hamming) and indexes of fewer than 1,000 items have none.
 */
public enum Links {
    /**
     * If the file grows by at most 0.7 of its size, and if searches for ten neighbors with a recall of 0.95 cost at most three
     * quarters as much, by counted work. This needs a recall profile. The default.
     */
    AUTO,
    /** In any case. */
    ON,
    /** Never. */
    OFF
}
