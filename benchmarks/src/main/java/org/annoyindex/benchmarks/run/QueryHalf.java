package org.annoyindex.benchmarks.run;

/**
 * The two halves of the queries. Which settings of a library are its best is decided by its figures for one half; the
 * figures that are compared are those for the other. So a library with many settings cannot win by those that happen to
 * suit the queries. As queries are in random order, both halves are fair samples.
 */
enum QueryHalf {
    /** Queries 0, 2, 4 and so on, by which settings are chosen. */
    VALIDATION(0),
    /** Queries 1, 3, 5 and so on, whose figures are compared. */
    TEST(1);

    /** From one query of a half to the next. */
    static final int STEP = 2;

    private final int first;

    QueryHalf(final int first) {
        this.first = first;
    }

    /** The first query of the half. */
    int first() {
        return first;
    }

    /** Number of queries in the half. */
    int size(final int queries) {
        return (queries - first + STEP - 1) / STEP;
    }

    /** The query in a row of the half. */
    int query(final int row) {
        return first + row * STEP;
    }
}
