package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.query.AnnoyIndex;

/** The true neighbors of queries, as 'truth' or another tool has written them. */
final class TruthFile {
    /** Fills rows of which fewer neighbors were found, as FAISS does. */
    private static final int FILLING = -1;

    private final Path file;
    private final AnnoyIndex index;
    private final Path indexFile;

    TruthFile(final Path file, final AnnoyIndex index, final Path indexFile) {
        this.file = file;
        this.index = index;
        this.indexFile = indexFile;
    }

    /**
     * Reads the neighbors and checks the first k of each row. What stands behind them is kept as far as it is valid, and does
     * not matter otherwise.
     */
    int[][] read(final Path queriesFile, final int queries, final int k) throws IOException {
        StandardInput.requireOnce(file, queriesFile);
        final int[][] truth =
                StandardInput.isMeantBy(file) ? IvecsFile.read(System.in, StandardInput.NAME) : IvecsFile.read(file);
        if (truth.length != queries) {
            throw new IOException(file + " has " + truth.length + " rows, but there are " + queries + " queries in "
                    + queriesFile + "; make it with 'annoy truth' from the same queries");
        }
        final int items = index.info().isSpotify()
                ? (int) IntStream.range(0, index.size()).filter(index::contains).count()
                : index.size();
        for (int q = 0; q < queries; q++) {
            truth[q] = checked(truth[q], q, k, items);
        }
        return truth;
    }

    private int[] checked(final int[] row, final int q, final int k, final int items) throws IOException {
        int length = row.length;
        while (length > 0 && row[length - 1] == FILLING) {
            length--;
        }
        if (length < Math.min(k, items)) {
            throw new IOException(file + " has " + length + " neighbors in row " + q + ", fewer than k = " + k
                    + "; make it again with a larger -k");
        }
        for (int column = 0; column < length; column++) {
            final int id = row[column];
            if (id < 0 || id >= index.size() || !index.contains(id)) {
                if (column >= k) {
                    return Arrays.copyOf(row, column);
                }
                throw invalid(id, q);
            }
        }
        return Arrays.copyOf(row, length);
    }

    private IOException invalid(final int id, final int q) {
        if (id == FILLING) {
            return new IOException(file + " has -1, which stands for no item, in front of other items in row " + q
                    + "; only the end of a row may be filled so, make it again");
        }
        final String items = id >= 0 && id < index.size() ? " has no such item" : " has " + index.size() + " items";
        return new IOException(file + " names item " + id + " in row " + q + ", but " + indexFile + items
                + "; make it with 'annoy truth' from the same index");
    }
}
