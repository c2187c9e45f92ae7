package org.annoyindex.cli;

import java.nio.file.Path;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;

/** Checks of values given on the command line. */
final class OptionValues {
    /** What help and suggestions show; Metric itself knows every name. */
    private static final List<String> METRICS =
            List.of("angular", "cosine", "euclidean", "l2", "manhattan", "l1", "dot", "ip", "inner_product", "hamming");

    /** Annoy's own default effort, -k times the number of trees, as its programs write it. */
    static final int ANNOYS_DEFAULT = -1;

    private OptionValues() {}

    static Metric metric(final String name) {
        try {
            return Metric.of(name);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + UsageProblem.didYouMean(name, METRICS));
        }
    }

    static SearchOptions recall(final double recall) {
        try {
            return SearchOptions.recall(recall);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException(ex.getMessage() + "; for instance 0.95");
        }
    }

    /** Checks that an index can be searched for a recall. */
    static void checkHasRecall(final AnnoyIndex index, final double recall) {
        if (index.info().isSpotify() && recall < 1) {
            throw new UsageException("a file of Spotify's Annoy has no recall profile, so a recall of " + recall
                    + " cannot be asked for; give --budget, or convert the file with 'annoy convert'");
        }
    }

    static SearchOptions budget(final String option, final int budget) {
        atLeast(1, option, budget);
        return SearchOptions.budget(budget);
    }

    /** Checks that -1, Annoy's default, is given for one of its files. */
    static void checkSearchK(final AnnoyIndex index, final Path file, final int searchK) {
        if (searchK == ANNOYS_DEFAULT && !index.info().isSpotify()) {
            throw new UsageException("--search-k -1 is Annoy's default, and " + file
                    + " is no file of Spotify's Annoy; omit --search-k for the default of this index");
        }
    }

    static void atLeast(final int least, final String option, final int value) {
        if (value < least) {
            throw new UsageException(option + " is " + value + "; give at least " + least);
        }
    }
}
