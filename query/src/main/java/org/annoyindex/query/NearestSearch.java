package org.annoyindex.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A search for the nearest items, at once or page by page. One that may be gone on with keeps all that it compares: what was
 * not near enough for one page is among the first of the next.
 */
abstract sealed class NearestSearch extends Search permits PagedSearch, SpotifySearch {
    /** What has been compared and not yet returned; made when it is first needed. */
    private @Nullable Frontier waiting;

    private long[] ready = new long[16];

    NearestSearch(final IndexFile file) {
        super(file);
    }

    /** Searches for a vector, the position of its item or {@link #NO_ITEM}, and k, that have been checked. */
    final void search(
            final float[] vector, final int item, final int k, final SearchOptions options, final Neighbors neighbors) {
        forgetComparisons();
        own = item;
        kept = null;
        filter = options.itemFilter();
        run(vector, k, options);
        neighbors.fill(found, query);
        filter = null; // a searcher may lie idle for long
    }

    /** Finds what {@link #search} finds, at least, so that {@link #more} can go on from there. */
    final void begin(
            final float[] vector, final int item, final int k, final SearchOptions options, final Neighbors neighbors) {
        forgetComparisons();
        own = item;
        if (waiting == null) {
            waiting = new Frontier();
        }
        waiting.clear();
        kept = waiting;
        filter = options.itemFilter();
        run(vector, k, options);
        if (!found.isFull()) {
            resume(k, options);
        }
        neighbors.take(waiting, k, query);
        filter = null;
    }

    /**
     * Finds the next nearest items, so that in the end as much has been looked at as a search for all of them looks at.
     *
     * @param count wanted; fewer are found only if no more are eligible.
     * @param k how many that makes with all that came before.
     */
    final void more(final int count, final int k, final SearchOptions options, final Neighbors neighbors) {
        final Frontier rest = Objects.requireNonNull(waiting, "nothing has begun");
        final int most = Math.min(count, rest.count());
        if (ready.length < most) {
            ready = new long[most];
        }
        // The nearest of those that wait show how near others must be to be worth comparing.
        found.reset(count);
        for (int i = 0; i < most; i++) {
            rest.peek();
            ready[i] = rest.pop();
            found.offer(ready[i]);
        }
        for (int i = 0; i < most; i++) {
            rest.add(ready[i]);
        }
        filter = options.itemFilter();
        resume(k, options);
        neighbors.take(rest, count, query);
        filter = null;
    }

    /**
     * Goes on where the last search stopped, until as much has been looked at as for so many neighbors and {@link #found}
     * is full, or there is nothing left to compare.
     */
    abstract void resume(int k, SearchOptions options);
}
