package org.annoyindex.cli;

import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.NeighborStream;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;

/** Whose neighbors are wanted. */
sealed interface QuerySubject {
    Neighbors nearest(AnnoyIndex index, int k, SearchOptions options);

    Neighbors nearest(Searcher searcher, int k, SearchOptions options);

    Neighbors within(Searcher searcher, float distance, int limit, SearchOptions options);

    NeighborStream stream(Searcher searcher, SearchOptions options);

    /** An item's, to which it belongs itself. */
    record Item(int id) implements QuerySubject {
        @Override
        public Neighbors nearest(final AnnoyIndex index, final int k, final SearchOptions options) {
            return index.nearestToItem(id, k, options);
        }

        @Override
        public Neighbors nearest(final Searcher searcher, final int k, final SearchOptions options) {
            return searcher.nearestToItem(id, k, options);
        }

        @Override
        public Neighbors within(
                final Searcher searcher, final float distance, final int limit, final SearchOptions options) {
            return searcher.withinOfItem(id, distance, limit, options);
        }

        @Override
        public NeighborStream stream(final Searcher searcher, final SearchOptions options) {
            return searcher.streamFromItem(id, options);
        }
    }

    /** A vector's. */
    final class Vector implements QuerySubject {
        private final float[] components;

        Vector(final float[] components) {
            this.components = components;
        }

        @Override
        public Neighbors nearest(final AnnoyIndex index, final int k, final SearchOptions options) {
            return index.nearest(components, k, options);
        }

        @Override
        public Neighbors nearest(final Searcher searcher, final int k, final SearchOptions options) {
            return searcher.nearest(components, k, options);
        }

        @Override
        public Neighbors within(
                final Searcher searcher, final float distance, final int limit, final SearchOptions options) {
            return searcher.within(components, distance, limit, options);
        }

        @Override
        public NeighborStream stream(final Searcher searcher, final SearchOptions options) {
            return searcher.stream(components, options);
        }
    }
}
