package org.annoyindex.builder.grow;

/** Points to be grouped, by number. Implementations are safe for use by several threads. */
public interface Points {
    /** @return number of points. */
    int count();

    /** @return components of a point. */
    int dimension();

    /**
     * Copies a point.
     *
     * @param point its number, from 0.
     * @param into receives the components.
     * @param offset index of the first component.
     */
    void load(int point, float[] into, int offset);
}
