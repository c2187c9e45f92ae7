package org.annoyindex.builder.cli;

import org.annoyindex.query.SearchOptions;

/** Checks of values given on the command line. */
final class OptionValues {
    private OptionValues() {}

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

    static void atLeast(final int least, final String option, final int value) {
        if (value < least) {
            throw new UsageException(option + " is " + value + "; give at least " + least);
        }
    }
}
