package org.annoyindex.benchmarks.filters;

import java.util.Locale;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.roaringbitmap.RoaringBitmap;

/** The distribution of the items that a filter allows. */
enum FilterKind {
    /** Uniformly random items. */
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
    /** The nearest items of a random item, which is far from most queries. */
    CLUSTERED {
        @Override
        RoaringBitmap make(final AnnoyIndex index, final int allowed, final float[] query, final SplitMix random) {
            return around(index, index.vector(random.nextInt(index.size())), allowed);
        }
    },
    /** The nearest items of the query. */
    AROUND {
        @Override
        RoaringBitmap make(final AnnoyIndex index, final int allowed, final float[] query, final SplitMix random) {
            return around(index, query, allowed);
        }
    };

    /**
     * Creates a filter.
     *
     * @param index to filter.
     * @param allowed number of allowed items.
     * @param query that will be searched for.
     * @param random generator.
     * @return the allowed ids.
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
