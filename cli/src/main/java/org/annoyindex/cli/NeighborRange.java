package org.annoyindex.cli;

import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.NeighborPages;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which neighbors are wanted: the k nearest, those behind the nearest, or all within a distance. */
final class NeighborRange {
    private static final int DEFAULT_K = 10;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            description = "Neighbors to find (" + DEFAULT_K + ").")
    private @Nullable Integer k;

    @Option(names = "--skip", paramLabel = "N", description = "Leave the N nearest out: the next page.")
    private @Nullable Integer skip;

    @Option(
            names = "--within",
            paramLabel = "DISTANCE",
            description = "Find all within this distance, for dot of at least this product, in place of -k.")
    private @Nullable Float distance;

    @Option(names = "--limit", paramLabel = "N", description = "Find so many at most, the nearest (with --within).")
    private @Nullable Integer limit;

    /** Refuses what does not go together. */
    void check() {
        if (k != null) {
            OptionValues.atLeast(1, "-k", k);
        }
        if (skip != null) {
            OptionValues.atLeast(0, "--skip", skip);
        }
        if (limit != null) {
            OptionValues.atLeast(1, "--limit", limit);
        }
        if (distance == null && limit != null) {
            throw new UsageException("--limit is for --within only; give -k");
        }
        if (distance != null && k != null) {
            throw new UsageException("-k does not go with --within, which finds all; give --limit to find fewer");
        }
        if (distance != null && skip != null) {
            throw new UsageException("--skip does not go with --within; leave it out");
        }
    }

    /** Refuses a distance that an index cannot have. */
    void checkDistance(final AnnoyIndex index) {
        if (distance != null && (distance.isNaN() || distance < 0 && index.metric() != Metric.DOT)) {
            throw new UsageException("--within is " + distance + "; give at least 0");
        }
    }

    /** Whether just the k nearest are wanted, which can be found for many queries at once. */
    boolean isPlain() {
        return distance == null && skipped() == 0;
    }

    /** Number of neighbors to find, if it is not the distance that tells. */
    int k() {
        return k == null ? DEFAULT_K : k;
    }

    /** Number of neighbors before the first that is wanted. */
    int skipped() {
        return skip == null ? 0 : skip;
    }

    /** What is wanted, in words. */
    String describe() {
        if (distance != null) {
            return (limit == null ? "all" : "at most " + limit) + " within " + distance;
        }
        return skipped() == 0 ? k() + " nearest" : k() + " behind the " + skipped() + " nearest";
    }

    /** Searches; what it returns never changes. */
    Neighbors find(final AnnoyIndex index, final Query subject, final SearchOptions options) {
        return isPlain() ? index.nearest(subject, k(), options) : find(index.searcher(), subject, options);
    }

    /** Searches; what it returns is valid until the searcher's next search. */
    Neighbors find(final Searcher searcher, final Query subject, final SearchOptions options) {
        if (distance != null) {
            return searcher.within(subject, distance, limit == null ? Integer.MAX_VALUE : limit, options);
        }
        if (isPlain()) {
            return searcher.nearest(subject, k(), options);
        }
        final NeighborPages pages = searcher.pages(subject, options);
        pages.next(skipped());
        return pages.next(k());
    }
}
