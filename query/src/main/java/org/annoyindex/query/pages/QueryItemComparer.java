package org.annoyindex.query.pages;

import org.annoyindex.core.format.VectorIdColumn;
import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.exact.ExactQuery;
import org.annoyindex.query.exact.IdSet;
import org.annoyindex.query.open.PagedFile;
import org.jspecify.annotations.Nullable;

/**
 * Compares the item whose vector the query is, if there is one, before a walk or a scan, which may miss it. A query by item
 * says which one it is; that of a vector is looked up in the file. Scratch of one searcher.
 */
final class QueryItemComparer {
    private final ExactComparer comparer;
    /** Positions of items that have been compared. */
    private final IdSet compared;
    /** Null for dot, and in files written before there was such a section. */
    private final @Nullable VectorIdColumn vectorIds;

    QueryItemComparer(final PagedFile file, final ExactComparer comparer, final IdSet compared) {
        this.comparer = comparer;
        this.compared = compared;
        vectorIds = file.vectorIds();
    }

    /** Finds the item; returns its position, or {@link ExactComparer#NO_ITEM}. */
    int find() {
        if (comparer.queryItem() == ExactComparer.NO_ITEM && vectorIds != null) {
            final ExactQuery query = comparer.query();
            comparer.setQueryItem(vectorIds.findPosition(query.vector(), query.packed()));
        }
        return comparer.queryItem();
    }

    /** Compares the item, if it may be returned; from then on it counts as compared. */
    void compare() {
        final int item = find();
        if (comparer.hasQueryItem()) {
            compared.add(item);
            comparer.compare(item);
        }
    }
}
