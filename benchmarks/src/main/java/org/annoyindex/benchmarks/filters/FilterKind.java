package org.annoyindex.benchmarks.filters;

import java.util.Locale;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.roaringbitmap.RoaringBitmap;

/** Where the items lie that a filter allows. */
enum FilterKind {
    /** Anywhere. */
    RANDOM {
        @Override
        RoaringBitmap make(final AnnoyIndex index, final int allowed, final float[] query, final SplitMix random) {
            final RoaringBitmap ids = new RoaringBitmap();
            int left = allowed;
            for (int id = 0; id < index.size(); id++) {
                if (random.nextInt(index.size() - id) < left) {
                    ids.add(id);
                    left--;
                }
            }
            return ids;
        }
    },
    /** Around an item, to which few queries are near. */
    CLUSTERED {
        @Override
        RoaringBitmap make(final AnnoyIndex index, final int allowed, final float[] query, final SplitMix random) {
            return around(index, index.vector(random.nextInt(index.size())), allowed);
        }
    },
    /** Around the query itself. */
    AROUND {
        @Override
        RoaringBitmap make(final AnnoyIndex index, final int allowed, final float[] query, final SplitMix random) {
            return around(index, query, allowed);
        }
    };

    /**
     * Makes a filter.
     *
     * @param index to filter.
     * @param allowed number of items that it allows.
     * @param query that it is meant for.
     * @param random numbers.
     * @return the ids that it allows.
     */
    abstract RoaringBitmap make(AnnoyIndex index, int allowed, float[] query, SplitMix random);

    private static RoaringBitmap around(final AnnoyIndex index, final float[] center, final int allowed) {
        return RoaringBitmap.bitmapOf(
                index.nearest(center, allowed, SearchOptions.exact()).ids());
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
