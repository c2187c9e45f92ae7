package org.annoyindex.query.plan;

/** By which structure of a file a search for the nearest goes. */
public enum Route {
    /** Over links if that costs less for the recall asked for. */
    CHEAPER,
    /** From leaf to leaf. */
    LEAVES,
    /** Over links. */
    LINKS
}
