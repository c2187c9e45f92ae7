package org.annoyindex.query.pool;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.open.OpenIndex;

/** Idle searchers of an index, lent to whichever thread searches. Safe for any number of threads. */
public final class SearcherPool {
    private final OpenIndex index;
    private final ConcurrentLinkedQueue<IndexSearcher> idle = new ConcurrentLinkedQueue<>();

    /** @param index whose searchers are lent. */
    public SearcherPool(final OpenIndex index) {
        this.index = index;
    }

    /** Lends a searcher of the index's file. */
    public IndexSearcher borrow(final IndexFile file) {
        final IndexSearcher searcher = idle.poll();
        return searcher == null ? new IndexSearcher(file) : searcher;
    }

    /** Takes a searcher back. Those of failed searches are dropped instead. */
    public void giveBack(final IndexSearcher searcher) {
        idle.offer(searcher);
        if (index.isClosed()) {
            clear();
        }
    }

    /** Drops all searchers, which hold the file, when the index has been closed. */
    public void clear() {
        idle.clear();
    }
}
