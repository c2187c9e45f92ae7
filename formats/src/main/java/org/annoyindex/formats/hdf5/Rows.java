package org.annoyindex.formats.hdf5;

import java.io.IOException;

/** The rows of a dataset, some of which are in memory. */
abstract class Rows implements AutoCloseable {
    private final Numbers numbers;
    private final int dimension;

    Rows(final Numbers numbers, final int dimension) {
        this.numbers = numbers;
        this.dimension = dimension;
    }

    Numbers numbers() {
        return numbers;
    }

    int dimension() {
        return dimension;
    }

    /** Copies a row; rows are asked for in their order. */
    abstract void copy(long row, float[] vector) throws IOException;

    /** The number that a component of the row copied last is in the file. */
    abstract double number(long row, int component);

    @Override
    public abstract void close() throws IOException;
}
