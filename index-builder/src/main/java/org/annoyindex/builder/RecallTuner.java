package org.annoyindex.builder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.recall.KnownQueries;
import org.annoyindex.builder.recall.MeasuredProfiles;
import org.annoyindex.builder.recall.ProfileMeasurement;
import org.annoyindex.builder.recall.RecallMeasurement;
import org.annoyindex.builder.write.ProfileWriter;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.jspecify.annotations.Nullable;

/**
 * Measures an index's recall profile again, with queries of its users, and writes the index with the new profile.
 *
 * <pre>{@code
 * new RecallTuner(Path.of("words.annoy"), queries).neighbors(20).write(Path.of("words.annoy"));
 * }</pre>
 *
 * <p>The profile that a build measures, with items of the index as queries, holds for queries that are similar to items.
 * Other queries may need more effort, or less. Recall is measured for 1, 10 and 100 neighbors and one further number; the
 * effort for other numbers is interpolated.
 *
 * <p>With a thousand queries recall is known to about a point, with a hundred to about three.
 *
 * <p>Not safe for use by several threads. {@link #write} itself works with {@link #threads} threads.
 */
public final class RecallTuner {
    private static final double[] ASKED = {0.8, 0.9, 0.95, 0.99};

    /** The share of queries whose neighbors another tool may have found with less precision. */
    private static final double MAX_REFUTED = 0.5;

    private final Path file;
    private final float[][] queries;
    private int @Nullable [][] truth;
    private int neighbors = 10;
    private int threads = Runtime.getRuntime().availableProcessors();
    private BuildListener listener = (stage, share) -> {};

    /**
     * Prepares to measure an index.
     *
     * @param file an index of this library.
     * @param queries typical of those that the index is searched with, one per row; not copied.
     * @throws NullPointerException if the file or the queries are null.
     * @throws IllegalArgumentException if there are no queries.
     */
    public RecallTuner(final Path file, final float[][] queries) {
        Objects.requireNonNull(file, "file is null; give the index to measure");
        Objects.requireNonNull(queries, "queries is null; give an array with a query per row");
        if (queries.length == 0) {
            throw new IllegalArgumentException(
                    "there are no queries; give some hundreds that are typical of searches in this index");
        }
        this.file = file;
        this.queries = queries;
    }

    /**
     * Sets the number of neighbors to measure besides 1, 10 and 100.
     *
     * @param k at least 1; the default is 10.
     * @return this.
     * @throws IllegalArgumentException if k is below 1.
     */
    public RecallTuner neighbors(final int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k is " + k + ", must be at least 1");
        }
        neighbors = k;
        return this;
    }

    /**
     * Sets the queries' true neighbors, which are otherwise found by comparing each query with every item. Recall is then
     * measured for at most the smallest number of neighbors that a query has. Found items count by their distances: those no
     * farther than the last of the k true neighbors are true neighbors, too.
     *
     * @param ids of each query's nearest items, nearest first, at least {@link #neighbors} per query; not copied.
     * @return this.
     * @throws NullPointerException if the array is null.
     */
    public RecallTuner truth(final int[][] ids) {
        truth = Objects.requireNonNull(ids, "ids is null; omit it to have the true neighbors computed");
        return this;
    }

    /**
     * Sets the number of threads, which changes the time that {@link #write} takes and nothing else.
     *
     * @param count at least 1; the default is one per processor.
     * @return this.
     * @throws IllegalArgumentException if the count is below 1.
     */
    public RecallTuner threads(final int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads is " + count + ", must be at least 1");
        }
        threads = count;
        return this;
    }

    /**
     * Sets the progress listener.
     *
     * @param progress called by the thread that calls {@link #write}.
     * @return this.
     * @throws NullPointerException if the listener is null.
     */
    public RecallTuner listener(final BuildListener progress) {
        listener = Objects.requireNonNull(progress, "listener is null; omit it to ignore progress");
        return this;
    }

    /**
     * The recall that searches by recall reach with the old profile and with the new one, on the queries with which the new
     * one was measured.
     *
     * @param k number of neighbors.
     * @param asked recall asked for.
     * @param before recall reached before.
     * @param now recall reached now.
     * @param budgetBefore mean number of items that a query scanned before; all items if it was searched exactly.
     * @param budgetNow mean number of items that a query scans now.
     */
    public record Change(int k, double asked, double before, double now, double budgetBefore, double budgetNow) {}

    /**
     * Measures and writes. The target appears under its name when it is whole. It may be the index itself, which is
     * replaced then, never written to in place: readers that have it open continue with the old file and its profile.
     *
     * @param target the file to write, in an existing folder.
     * @return the changes, by number of neighbors and recall asked for.
     * @throws NullPointerException if the target is null.
     * @throws IOException if the index cannot be read or the target not written; nothing is left behind then.
     * @throws IllegalArgumentException if the index is one of Spotify's Annoy or too small to have a profile, a query does
     *     not fit it, or the true neighbors are too few or not the nearest, or no search finds any of them.
     * @throws UncheckedIOException if the index was damaged or changed under the mapping.
     */
    public List<Change> write(final Path target) throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(file);
                Workers workers = new Workers(threads)) {
            checkTunable(index, file.toString());
            checkQueries(index);
            try (ProfileWriter writer = new ProfileWriter(
                    file, index.info().pageLayout().orElseThrow().sections(), target)) {
                listener.progress(BuildListener.Stage.MEASURE, 0);
                final KnownQueries known = knownQueries(index, workers);
                final int[] measured = measuredNeighbors(known.truth());
                checkTruth(index, known, workers);
                final MeasuredProfiles profiles = ProfileMeasurement.ofQueries(
                        index,
                        known,
                        measured,
                        workers,
                        share -> listener.progress(BuildListener.Stage.MEASURE, 0.3 + 0.6 * share));
                checkReached(profiles.leaves());
                final List<Change> changes = new ArrayList<>();
                try (AnnoyIndex tuned = AnnoyIndex.load(writer.write(profiles))) {
                    for (final int k : measured) {
                        changes.addAll(compare(
                                k,
                                new RecallMeasurement(index, known, k, workers),
                                new RecallMeasurement(tuned, known, k, workers)));
                    }
                }
                listener.progress(BuildListener.Stage.MEASURE, 1);
                writer.commit();
                return changes;
            }
        }
    }

    /**
     * Checks that an index can have a recall profile.
     *
     * @param index to check.
     * @param name of it, for the message.
     * @throws IllegalArgumentException if the index is one of Spotify's Annoy or too small.
     */
    public static void checkTunable(final AnnoyIndex index, final String name) {
        if (index.info().isSpotify()) {
            throw new IllegalArgumentException(name
                    + " is a file of Spotify's Annoy, which has no place for a recall profile; convert it with"
                    + " 'annoy convert'");
        }
        if (index.size() < RecallProfile.MIN_ITEMS) {
            throw new IllegalArgumentException(name + " has " + index.size() + " items; indexes of fewer than "
                    + RecallProfile.MIN_ITEMS + " are searched exactly and need no recall profile");
        }
    }

    private void checkQueries(final AnnoyIndex index) {
        for (int q = 0; q < queries.length; q++) {
            if (queries[q].length != index.dimension()) {
                throw new IllegalArgumentException("query " + q + " has " + queries[q].length
                        + " components, the index's vectors have " + index.dimension());
            }
            try {
                index.metric().checkComponents(queries[q]);
            } catch (final IllegalArgumentException ex) {
                throw new IllegalArgumentException("query " + q + ": " + ex.getMessage(), ex);
            }
        }
    }

    private KnownQueries knownQueries(final AnnoyIndex index, final Workers workers) {
        if (truth == null) {
            final int most = Math.max(neighbors, ProfileMeasurement.MAX_NEIGHBORS);
            return KnownQueries.others(index, queries, most, workers);
        }
        if (truth.length != queries.length) {
            throw new IllegalArgumentException("there are true neighbors of " + truth.length + " queries, but "
                    + queries.length + " queries; give those of the same queries");
        }
        return KnownQueries.others(queries, truth);
    }

    /** Neighbors of another index, metric or set of queries would be far, and every search would seem to find them. */
    private void checkTruth(final AnnoyIndex index, final KnownQueries known, final Workers workers) {
        if (truth == null) {
            return;
        }
        final long refuted = new RecallMeasurement(index, known, neighbors, workers).refuted(SearchOptions.defaults());
        if (refuted > queries.length * MAX_REFUTED) {
            throw new IllegalArgumentException("the true neighbors of " + refuted + " of " + queries.length
                    + " queries are not the nearest: searches find " + neighbors
                    + " items that are nearer than the last"
                    + " of them; give those of the same queries, index and metric");
        }
    }

    /** With a recall of 0 at any effort every later search would compare all items. */
    private static void checkReached(final RecallProfile profile) {
        for (final RecallCurve curve : profile.curves()) {
            if (Arrays.stream(curve.recalls()).max().orElse(0) <= 0) {
                throw new IllegalArgumentException("searches for " + curve.neighbors()
                        + " neighbors find none of the true neighbors at any effort, so no profile is written;"
                        + " give the true neighbors of the same queries and index");
            }
        }
    }

    /** Those that every query has as many neighbors of. */
    private int[] measuredNeighbors(final int[][] known) {
        final int most = Arrays.stream(known).mapToInt(ids -> ids.length).min().orElseThrow();
        if (most < neighbors) {
            throw new IllegalArgumentException(
                    "only " + most + " true neighbors of some query are known, fewer than k = " + neighbors
                            + "; give more, or a smaller k");
        }
        return IntStream.concat(IntStream.of(neighbors), Arrays.stream(ProfileMeasurement.neighbors()))
                .filter(k -> k <= most)
                .distinct()
                .sorted()
                .toArray();
    }

    private static List<Change> compare(final int k, final RecallMeasurement before, final RecallMeasurement now) {
        final List<Change> changes = new ArrayList<>();
        for (final double asked : ASKED) {
            final RecallMeasurement.Reached old = before.reach(SearchOptions.recall(asked));
            final RecallMeasurement.Reached tuned = now.reach(SearchOptions.recall(asked));
            changes.add(new Change(k, asked, old.recall(), tuned.recall(), old.budget(), tuned.budget()));
        }
        return changes;
    }
}
