package org.annoyindex.query.plan;

/** How much a walk has scanned, and whether that is enough. Scratch of one searcher. */
public final class WalkProgress {
    private final WorkLimit limit;
    private final FilterPlanner planner;
    private final StoppingRule rule = new StoppingRule();
    private boolean filtered;
    private long scanned;

    /**
     * @param limit of the search.
     * @param planner that counts the items of filtered searches.
     */
    public WalkProgress(final WorkLimit limit, final FilterPlanner planner) {
        this.limit = limit;
        this.planner = planner;
    }

    /** Begins again, within the limit as it is now. */
    public void restart(final boolean withFilter) {
        filtered = withFilter;
        scanned = 0;
        rule.restart(limit.isAdaptive(), limit.limit());
    }

    /** Resumes a search to find k neighbors in all, within the limit as it is now; returns whether enough is scanned. */
    public boolean resumeFor(final int k) {
        if (filtered) {
            planner.resumeFor(k, limit.budget());
        }
        return rule.moveTo(limit.isExact() ? Double.POSITIVE_INFINITY : stopAt());
    }

    private double stopAt() {
        return filtered ? limit.limitFor(planner.budget()) : limit.limit();
    }

    /** Counts items that were scanned outside of leaves. */
    public void add(final int items) {
        scanned += items;
    }

    /** Counts a leaf: its items, those that were tested by the filter, and those that match. */
    public void addLeaf(final int items, final int tested, final int matching) {
        scanned += items;
        if (filtered) {
            planner.add(items, tested, matching);
        }
    }

    /** Whether enough has been scanned, with a leaf at some squared distance. */
    public boolean isEnough(final float squaredDistance) {
        if (!filtered) {
            return rule.enough((double) scanned, squaredDistance);
        }
        if (!planner.hasBegun()) {
            return false;
        }
        rule.moveTo(stopAt());
        return rule.enough(planner.items(), squaredDistance);
    }

    /** Items scanned, repeats counted. */
    public long scanned() {
        return scanned;
    }

    /** The adaptive budget used, or number of items. */
    public double reached() {
        return rule.reached();
    }
}
