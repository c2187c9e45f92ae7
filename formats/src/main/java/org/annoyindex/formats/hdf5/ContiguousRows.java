package org.annoyindex.formats.hdf5;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Rows that follow each other in the file. */
final class ContiguousRows extends Rows {
    private static final int BUFFER_SIZE = 1 << 20;

    private final FileChannel file;
    private final long address;
    private final long count;
    private final ByteBuffer buffer;
    private final int rowSize;
    private long firstRow;
    private int rows;

    ContiguousRows(
            final Path path,
            final long address,
            final long count,
            final Numbers numbers,
            final ByteOrder order,
            final int dimension)
            throws IOException {
        super(numbers, dimension);
        this.address = address;
        this.count = count;
        rowSize = dimension * numbers.size();
        buffer = ByteBuffer.allocateDirect(Math.max(rowSize, BUFFER_SIZE / rowSize * rowSize))
                .order(order);
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    void copy(final long row, final float[] vector) throws IOException {
        if (row >= firstRow + rows) {
            fill(row);
        }
        numbers().copy(buffer, offset(row), vector, 0, dimension());
    }

    @Override
    double number(final long row, final int component) {
        return numbers().at(buffer, offset(row) + component * numbers().size());
    }

    private int offset(final long row) {
        return (int) (row - firstRow) * rowSize;
    }

    private void fill(final long row) throws IOException {
        rows = (int) Math.min(buffer.capacity() / rowSize, count - row);
        buffer.clear().limit(rows * rowSize);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, address + row * rowSize + buffer.position()) < 0) {
                throw new EOFException("the file ends in row " + (row + buffer.position() / rowSize + 1));
            }
        }
        firstRow = row;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
