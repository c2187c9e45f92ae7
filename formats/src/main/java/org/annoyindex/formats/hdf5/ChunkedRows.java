package org.annoyindex.formats.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;

/** Rows in chunks: those of one chunk are in memory, with those of the chunks beside it. */
final class ChunkedRows extends Rows {
    private final ChunkedDataset dataset;
    private final ChunkFilters filters;
    private final int chunkRows;
    private final int chunkColumns;
    private final ByteBuffer[] band;
    private final ByteOrder order;
    private long firstRow = -1;

    ChunkedRows(
            final ChunkedDataset dataset,
            final ChunkFilters filters,
            final Numbers numbers,
            final ByteOrder order,
            final int dimension) {
        super(numbers, dimension);
        this.dataset = dataset;
        this.filters = filters;
        this.order = order;
        chunkRows = dataset.getChunkDimensions()[0];
        chunkColumns = dataset.getChunkDimensions()[1];
        band = new ByteBuffer[(dimension + chunkColumns - 1) / chunkColumns];
    }

    @Override
    void copy(final long row, final float[] vector) throws IOException {
        final long start = row - row % chunkRows;
        if (start != firstRow) {
            readBand(start);
        }
        final int rowInChunk = (int) (row - firstRow);
        for (int i = 0; i < band.length; i++) {
            final int from = i * chunkColumns;
            numbers()
                    .copy(
                            band[i],
                            rowInChunk * chunkColumns * numbers().size(),
                            vector,
                            from,
                            Math.min(chunkColumns, dimension() - from));
        }
    }

    @Override
    double number(final long row, final int component) {
        final int place = (int) (row - firstRow) * chunkColumns + component % chunkColumns;
        return numbers().at(band[component / chunkColumns], place * numbers().size());
    }

    private void readBand(final long start) throws IOException {
        firstRow = -1;
        for (int i = 0; i < band.length; i++) {
            final ByteBuffer stored = dataset.getRawChunkBuffer(new int[] {Math.toIntExact(start), i * chunkColumns});
            final byte[] bytes = new byte[stored.remaining()];
            stored.get(bytes);
            try {
                band[i] = ByteBuffer.wrap(filters.decode(bytes)).order(order);
            } catch (final DataFormatException ex) {
                final ZipException damaged = new ZipException(ex.getMessage());
                damaged.initCause(ex);
                throw damaged;
            }
        }
        firstRow = start;
    }

    @Override
    public void close() {
        // The file is closed by who opened it.
    }
}
