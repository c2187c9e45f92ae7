package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;

/** An open index of any kind, searched by one thread. */
public interface SearchedFile extends AutoCloseable {
    /**
     * Searches with the effort that was given when the file was opened.
     *
     * @param query of the dimension of the file.
     * @param k number of neighbors.
     * @return their ids, nearest first.
     */
    int[] search(float[] query, int k);

    /** @return number of items. */
    int items();

    /** @return components of a query. */
    int dimension();

    @Override
    void close();

    /**
     * Opens a file of this library.
     *
     * @param file to open.
     * @param recall target recall, if the file has a recall profile.
     * @param budget items to scan, if it has none.
     * @return the file.
     * @throws IOException if it cannot be opened.
     */
    static SearchedFile open(final Path file, final double recall, final int budget) throws IOException {
        return of(AnnoyIndex.load(file), recall, budget);
    }

    /**
     * Wraps an index.
     *
     * @param index to search; closed together with the result.
     * @param recall target recall, if the file has a recall profile.
     * @param budget items to scan, if it has none.
     * @return the file.
     */
    static SearchedFile of(final AnnoyIndex index, final double recall, final int budget) {
        final SearchOptions options =
                index.info().recallProfile().isEmpty() ? SearchOptions.budget(budget) : SearchOptions.recall(recall);
        final Searcher searcher = index.searcher();
        return new SearchedFile() {
            @Override
            public int[] search(final float[] query, final int k) {
                return searcher.nearest(query, k, options).ids();
            }

            @Override
            public int items() {
                return index.size();
            }

            @Override
            public int dimension() {
                return index.dimension();
            }

            @Override
            public void close() {
                index.close();
            }
        };
    }
}
