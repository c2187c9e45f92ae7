package org.annoyindex.builder.cli;

import org.annoyindex.query.SearchOptions;

/** Efforts as they are given on the command line. */
final class Efforts {
    private Efforts() {}

    static SearchOptions recall(final double recall) {
        try {
            return SearchOptions.recall(recall);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + "; for instance 0.95");
        }
    }

    static SearchOptions budget(final int budget) {
        try {
            return SearchOptions.budget(budget);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + "; for instance 20000");
        }
    }

    static int neighbours(final int k) {
        if (k < 1) {
            throw new UsageException("-k is " + k + "; give at least 1");
        }
        return k;
    }
}
