package org.annoyindex.query;

/**
 * How much work a search does: the general word for what decides between speed and recall. {@link SearchOptions} has a
 * factory method for each; {@link SearchOptions#of} takes any of them.
 */
public sealed interface Effort {
    /**
     * The effort of {@link SearchOptions#defaults()}: a recall of {@link SearchOptions#DEFAULT_RECALL}; for a file of
     * Spotify's Annoy the default of Annoy, a budget of k times the number of trees.
     */
    record Default() implements Effort {}

    /**
     * The effort that reached a recall when it was measured, for the number of neighbors that is asked for.
     *
     * @param target share of the true nearest neighbors to find on average, above 0 and at most 1; 1 searches exactly.
     */
    record Recall(double target) implements Effort {
        /**
         * Checks the target.
         *
         * @param target see the record.
         * @throws IllegalArgumentException if the target is not above 0 and at most 1.
         */
        public Recall {
            if (!(target > 0 && target <= 1)) {
                throw new IllegalArgumentException("recall is " + target + ", must be above 0 and at most 1");
            }
        }
    }

    /**
     * A number of items to scan; what queries scan on average where the index has a recall profile.
     *
     * @param items at least 1; an item that is in two leaves counts twice.
     */
    record Budget(int items) implements Effort {
        /**
         * Checks the number.
         *
         * @param items see the record.
         * @throws IllegalArgumentException if the number is below 1.
         */
        public Budget {
            if (items < 1) {
                throw new IllegalArgumentException("budget is " + items + ", must be at least 1");
            }
        }
    }

    /**
     * A limit on the scale on which recall profiles are measured. It counts the items that a search has scanned, and
     * each item more, the farther the leaves have become: a query in a dense region stops early, a query whose nearest
     * leaves are hardly nearer than the others scans more. The scale differs from index to index; {@link Recall} and
     * {@link Budget} are translated to it. Files of Spotify's Annoy have none.
     *
     * @param limit above 0.
     */
    record AdaptiveBudget(double limit) implements Effort {
        /**
         * Checks the limit.
         *
         * @param limit see the record.
         * @throws IllegalArgumentException if the limit is not above 0.
         */
        public AdaptiveBudget {
            if (!(limit > 0)) {
                throw new IllegalArgumentException("adaptive budget is " + limit + ", must be above 0");
            }
        }
    }

    /**
     * The width of a search over links: the number of the best items met so far from which it continues, twice that after
     * ten visits. The search ends before that if the items left are farther than the neighbors found by a share that grows
     * with the width. It is the scale on which the recall of such searches is measured.
     *
     * <p>If the query is an item's vector, that item is returned, but its links are not used, so that a measurement with
     * items as queries holds for other queries; searches for a recall begin with these links.
     *
     * @param items at least 1; a search for more neighbors has as many.
     */
    record Width(int items) implements Effort {
        /**
         * Checks the number.
         *
         * @param items see the record.
         * @throws IllegalArgumentException if the number is below 1.
         */
        public Width {
            if (items < 1) {
                throw new IllegalArgumentException("width is " + items + ", must be at least 1");
            }
        }
    }

    /** Compares the query with every eligible item. */
    record Exact() implements Effort {}
}
