package org.annoyindex.query.pages;

import org.annoyindex.core.format.LeafPage;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.IdSet;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;

/** Compares leaf by leaf, for metrics without sketches. Scratch of one searcher. */
final class LeafComparer {
    private final PagedFile file;
    private final ExactComparer comparer;
    /** Positions of items that have been compared. */
    private final IdSet compared;
    /** Whether an item may be in several leaves. */
    private final boolean repeats;

    private int[] positions = new int[256];

    LeafComparer(final PagedFile file, final ExactComparer comparer, final IdSet compared) {
        this.file = file;
        this.comparer = comparer;
        this.compared = compared;
        repeats = file.treeCount() > 1;
    }

    /** Compares the items of a walk's leaf that may be returned and have not been compared; returns how many may be. */
    int compare(final PageWalk walk) {
        final @Nullable ItemFilter filter = comparer.filter();
        final int queryItem = comparer.queryItem();
        if (positions.length < walk.items()) {
            positions = new int[walk.items()];
        }
        int matching = 0;
        int count = 0;
        for (int i = 0; i < walk.items(); i++) {
            final int position = LeafPage.position(walk.page(), walk.start(), i);
            if (filter == null || filter.matches(file.id(position))) {
                matching++;
                if (position != queryItem && (!repeats || compared.add(position))) {
                    positions[count++] = position;
                }
            }
        }
        comparer.compareAdjacent(positions, count);
        return matching;
    }
}
