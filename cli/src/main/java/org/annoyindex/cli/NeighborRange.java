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

/** Which neighbors to find: the k nearest, the k after some nearest, or all within a distance. */
final class NeighborRange {
    private static final int DEFAULT_K = 10;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            description = "Number of neighbors (default: " + DEFAULT_K + ").")
    private @Nullable Integer k;

    @Option(names = "--skip", paramLabel = "N", description = "Skip the N nearest neighbors, for the next page.")
    private @Nullable Integer skip;

    @Option(
            names = "--within",
            paramLabel = "DISTANCE",
            description =
                    "Find all items within this distance instead of the -k nearest; for dot, with at least this product."
                            + " For angular, a cosine of at least c is a distance of sqrt(2 - 2 c).")
    private @Nullable Float distance;

    @Option(names = "--limit", paramLabel = "N", description = "With --within: find at most the N nearest.")
    private @Nullable Integer limit;

    /** Rejects options that exclude each other. */
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
            throw new UsageException("-k and --within exclude each other; use --limit with --within");
        }
        if (distance != null && skip != null) {
            throw new UsageException("--skip and --within exclude each other; omit one");
        }
    }

    /** Rejects a distance that is not possible for the metric. */
    void checkDistance(final AnnoyIndex index) {
        if (distance != null && (distance.isNaN() || distance < 0 && index.metric() != Metric.DOT)) {
            throw new UsageException("--within is " + distance + "; give at least 0");
        }
    }

    /** Whether only the k nearest are asked for, which can be found for many queries in one batch. */
    boolean isPlain() {
        return distance == null && skipped() == 0;
    }

    /** Number of neighbors to find without --within. */
    int k() {
        return k == null ? DEFAULT_K : k;
    }

    /** Number of neighbors that a query has if there are enough; 0 if that is not known before. */
    int columns() {
        return distance == null ? k() : 0;
    }

    /** Number of neighbors to skip. */
    int skipped() {
        return skip == null ? 0 : skip;
    }

    /** The range in words. */
    String describe() {
        if (distance != null) {
            return (limit == null ? "all" : "at most " + limit) + " within " + distance;
        }
        return skipped() == 0 ? k() + " nearest" : k() + " after the " + skipped() + " nearest";
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
