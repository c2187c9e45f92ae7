package org.annoyindex.benchmarks.data;

import java.io.IOException;

/** Vectors in the format of a published package, in a fixed order, readable any number of times. */
interface VectorSource {

    /** Components of a vector. */
    int dimension();

    /** Whether rows have labels. */
    boolean labeled();

    /**
     * Passes each usable row to a visitor, in file order.
     *
     * @return the number of rows skipped because they are not vectors of this dimension
     * @throws IOException if a file cannot be read or does not have the format of the package
     */
    int read(Visitor visitor) throws IOException;

    /** Receives rows; the arguments are reused for the next row. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Receives a row.
         *
         * @param label of the row, empty if the source is not labeled
         * @param numbers the components as written in the source, separated by spaces; empty if the source is not text
         * @param vector the components
         */
        void row(String label, CharSequence numbers, float[] vector) throws IOException;
    }
}
