package org.annoyindex.benchmarks.data;

import java.io.IOException;

/** Vectors in a published package's own format, in a fixed order, readable any number of times. */
interface VectorSource {

    /** Numbers a vector has. */
    int dimension();

    /** Whether rows have labels. */
    boolean labeled();

    /**
     * Passes every usable row to {@code visitor}, in file order.
     *
     * @return the number of rows left out because they hold no vector of this dimension
     * @throws IOException when a file cannot be read, or is not what the package is known to hold
     */
    int read(Visitor visitor) throws IOException;

    /** What is done with a row; the arguments are reused for the next one. */
    @FunctionalInterface
    interface Visitor {

        /**
         * Takes one row.
         *
         * @param label its name, empty when the source is not labeled
         * @param numbers its numbers as the source spells them, separated by spaces; empty when it does not
         * @param vector its numbers
         */
        void row(String label, CharSequence numbers, float[] vector) throws IOException;
    }
}
