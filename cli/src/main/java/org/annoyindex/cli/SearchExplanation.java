package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.SearchStatistics.Plan;
import org.annoyindex.query.Searcher;

/** The steps of a search, in words and in numbers. */
final class SearchExplanation {
    /** The search is repeated for at most this time, to measure it warm. */
    private static final double REPEAT_SECONDS = 0.5;

    private static final int MAX_REPEATS = 2000;

    private final Map<String, String> steps = new LinkedHashMap<>();
    private final AnnoyIndex index;
    private final IndexInfo info;
    private final SearchStatistics done;
    private final Neighbors found;
    private final double openMillis;
    private final double firstMillis;
    private final double warmMillis;

    /**
     * Searches once for the result, and repeatedly to measure the time.
     *
     * @param index to search.
     * @param effort the effort in words.
     * @param range which neighbors to find.
     * @param subject the query.
     * @param options effort and filter.
     * @param openMillis time to open the index, in milliseconds.
     */
    SearchExplanation(
            final AnnoyIndex index,
            final String effort,
            final NeighborRange range,
            final Query subject,
            final SearchOptions options,
            final double openMillis) {
        this.index = index;
        info = index.info();
        this.openMillis = openMillis;
        final Searcher searcher = index.searcher();
        final long start = System.nanoTime();
        found = range.find(searcher, subject, options);
        firstMillis = millisSince(start);
        done = searcher.statistics();
        warmMillis = warmMillis(() -> range.find(searcher, subject, options));
        steps.put("asked for", range.describe() + ", " + effort);
        steps.put("plan", plan(options));
        if (done.plan() != Plan.EXACT) {
            if (done.pages() > 0) {
                steps.put("walk", walk());
            }
            if (done.plan() == Plan.WALK && !info.linkProfile().isEmpty()) {
                steps.put("links", "not used: " + whyNotLinks(options));
            }
            steps.put(index.metric().hasSketches() && !info.isSpotify() ? "sketches" : "items", scanned());
        }
        steps.put("comparisons", comparisons());
        steps.put("results", results());
        steps.put("time", time());
    }

    /** What the search found. */
    Neighbors found() {
        return found;
    }

    /** Prints the steps, a line each. */
    void print(final PrintWriter out) {
        steps.forEach((name, text) -> out.printf(Locale.ROOT, "%-12s %s%n", name, text));
        out.println();
    }

    /** Writes an object of numbers and steps. */
    void writeJson(final JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("exact", done.plan() == Plan.EXACT);
        json.writeBooleanField("flat", done.plan() == Plan.FLAT);
        json.writeBooleanField("links", done.plan() == Plan.LINKS);
        json.writeNumberField("budget", done.budget());
        json.writeNumberField("adaptive_limit", done.adaptiveLimit());
        json.writeNumberField("adaptive_reached", done.adaptiveReached());
        json.writeNumberField("inner_pages", done.innerPages());
        json.writeNumberField("leaf_pages", done.leafPages());
        json.writeNumberField("item_pages", done.itemPages());
        json.writeNumberField("scanned", done.scanned());
        json.writeNumberField("exact_comparisons", done.exactComparisons());
        json.writeNumberField("cost_us", done.cost() / 1e3);
        json.writeNumberField("open_ms", openMillis);
        json.writeNumberField("first_ms", firstMillis);
        json.writeNumberField("warm_ms", warmMillis);
        json.writeObjectFieldStart("steps");
        for (final Map.Entry<String, String> step : steps.entrySet()) {
            json.writeStringField(step.getKey(), step.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private String plan(final SearchOptions options) {
        if (done.plan() == Plan.EXACT) {
            return "compare with all " + count(Math.round(done.budget())) + " allowed items: " + whyExact();
        }
        if (done.plan() == Plan.FLAT) {
            return "scan the sketches of all " + count(Math.round(done.budget()))
                    + " allowed items: they are few, or far from the query";
        }
        if (done.plan() == Plan.LINKS) {
            return "visit " + count(Math.round(done.budget())) + " items over links on average, from the best "
                    + count(Math.round(done.adaptiveLimit())) + " met so far: for this recall, that "
                    + (options.links().isPresent() ? "was asked for" : "costs less than going from leaf to leaf");
        }
        final String items = count(Math.round(done.budget())) + " of " + count(index.size()) + " items";
        if (info.isSpotify()) {
            return "collect " + items + " from the leaves of " + info.treeCount() + " trees, repeats counted";
        }
        if (done.adaptiveLimit() == 0) {
            return "scan " + items + ", the nearest leaves first";
        }
        return "scan " + items + " on average, by the recall profile for "
                + (info.recallProfile().isEmpty() ? "no" : neighbors(info.recallProfile()))
                + " neighbors: an adaptive budget of " + count(Math.round(done.adaptiveLimit()));
    }

    private static String neighbors(final List<IndexInfo.RecallCurve> profile) {
        return profile.stream().map(curve -> Integer.toString(curve.k())).collect(Collectors.joining(", "));
    }

    private String whyExact() {
        if (done.budget() < index.size()) {
            return "they are few";
        }
        return !info.isSpotify() && info.recallProfile().isEmpty()
                ? "the index is small and has no recall profile"
                : "exact search was asked for";
    }

    private static String whyNotLinks(final SearchOptions options) {
        if (options.links().isPresent()) {
            return "leaves were asked for";
        }
        return options.effort() instanceof Effort.Recall || options.effort() instanceof Effort.Default
                ? "leaves cost less for this recall, number of neighbors, filter or kind of search"
                : "a budget counts items of leaves";
    }

    private String walk() {
        if (done.plan() == Plan.LINKS) {
            return count(done.itemPages()) + " items visited, each with its vector and "
                    + info.pageLayout().orElseThrow().links() + " links, the most promising first";
        }
        if (info.isSpotify()) {
            return count(done.innerPages()) + " splits passed, " + count(done.leafPages())
                    + " buckets and single items reached, the most promising first";
        }
        final String pages = count(done.innerPages()) + " inner pages opened, " + count(done.leafPages())
                + " leaf pages visited, the nearest first; ";
        if (done.plan() == Plan.FLAT) {
            return pages + "abandoned, as the allowed items are elsewhere";
        }
        if (done.adaptiveLimit() == 0) {
            return pages + "stopped after the last";
        }
        return pages + "stopped at an adaptive budget of " + count(Math.round(done.adaptiveReached()))
                + (done.adaptiveReached() < done.adaptiveLimit()
                        ? ", before the limit: further neighbors were unlikely"
                        : "");
    }

    private String scanned() {
        if (info.isSpotify()) {
            return count(done.scanned()) + " collected, repeats counted";
        }
        if (done.plan() == Plan.LINKS) {
            return count(done.scanned()) + " scored by estimates of their distances";
        }
        if (done.plan() == Plan.FLAT) {
            return count(done.scanned()) + " scored by bounds of their distances";
        }
        final double all = (double) index.size()
                * info.treeCount()
                * info.pageLayout().orElseThrow().leavesPerItem();
        final String share =
                String.format(Locale.ROOT, "%s, %.2f %% of all", count(done.scanned()), 100.0 * done.scanned() / all);
        return index.metric().hasSketches()
                ? share + ", scored by bounds of their distances"
                : share + ", found in leaf pages";
    }

    private String comparisons() {
        return count(done.exactComparisons()) + " vectors read and compared exactly, " + info.kernel() + " kernels; by"
                + String.format(Locale.ROOT, " counted work the search costs %.1f us", done.cost() / 1e3);
    }

    private String results() {
        if (found.size() == 0) {
            return "none found";
        }
        return String.format(
                Locale.ROOT,
                "%,d found, from %.6g to %.6g",
                found.size(),
                found.distance(0),
                found.distance(found.size() - 1));
    }

    private String time() {
        return String.format(
                Locale.ROOT,
                "opening %.2f ms, this search %.2f ms, repeated %.3f ms",
                openMillis,
                firstMillis,
                warmMillis);
    }

    private static String count(final long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static double millisSince(final long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    /** The median time of the second half of the repetitions. */
    private static double warmMillis(final Runnable search) {
        final double[] millis = new double[MAX_REPEATS];
        final long start = System.nanoTime();
        int repeats = 0;
        do {
            final long before = System.nanoTime();
            search.run();
            millis[repeats++] = millisSince(before);
        } while (repeats < MAX_REPEATS && millisSince(start) < 1e3 * REPEAT_SECONDS);
        final double[] later = Arrays.copyOfRange(millis, repeats / 2, repeats);
        Arrays.sort(later);
        return later[later.length / 2];
    }
}
