package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;

/**
 * Reads NumPy files in Fortran order, in which one component of all vectors comes after the other: some thousand vectors at a
 * time are read from all columns, so the file must be one that can be read at any place.
 */
final class NpyColumnsReader implements VectorReader {
    private static final int BLOCK_BYTES = 16 << 20;

    private final Source source;
    private final NpyHeader header;
    private final FileChannel channel;
    private final long start;
    private final int blockRows;
    private final ByteBuffer block;
    private final float[] one = new float[1];
    private int blockSize;
    private long row;

    NpyColumnsReader(final Source source, final NpyHeader header, final ReadOptions options) throws IOException {
        this.source = source;
        this.header = header;
        final Path file = source.asFile(options.workFolder());
        // A copy has what was not read before it was made.
        start = source.isFile() ? header.length() : 0;
        blockRows = (int) Math.min(header.count(), Math.max(1, BLOCK_BYTES / header.rowBytes()));
        block = ByteBuffer.allocate(blockRows * header.rowBytes()).order(header.order());
        channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            requireLength();
        } catch (final IOException ex) {
            channel.close();
            throw ex;
        }
    }

    private void requireLength() throws IOException {
        final long expected = header.count() * header.rowBytes();
        final long found = channel.size() - start;
        if (found != expected) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    found + " bytes behind the npy header, expected " + expected + " for " + header.count() + " x "
                            + header.dimension(),
                    found < expected ? "it is truncated: copy or write it again" : "save one array a file");
        }
    }

    @Override
    public int dimension() {
        return header.dimension();
    }

    @Override
    public long count() {
        return header.count();
    }

    @Override
    public boolean labeled() {
        return false;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, header.dimension());
        if (row == header.count()) {
            return false;
        }
        final int inBlock = (int) (row % blockRows);
        if (inBlock == 0) {
            readBlock();
        }
        row++;
        final int bytes = header.type().bytes();
        for (int i = 0; i < header.dimension(); i++) {
            header.type().decode(block, (i * blockSize + inBlock) * bytes, one, 1);
            vector[i] = one[0];
        }
        InputRules.requireFinite(source.name(), row, vector, header.dimension());
        return true;
    }

    /** Reads the next rows: a stretch of each column. */
    private void readBlock() throws IOException {
        blockSize = (int) Math.min(blockRows, header.count() - row);
        final int stretch = blockSize * header.type().bytes();
        for (int i = 0; i < header.dimension(); i++) {
            block.limit((i + 1) * stretch).position(i * stretch);
            long at = start + (i * header.count() + row) * header.type().bytes();
            while (block.hasRemaining()) {
                final int read = channel.read(block, at);
                if (read < 0) {
                    throw InvalidInputException.atRow(
                            source.name(), row + 1, "the file was cut off while it was read", "read it again");
                }
                at += read;
            }
        }
        block.clear();
    }

    @Override
    public String label() {
        throw new IllegalStateException("the file has no labels");
    }

    @Override
    public double shareRead() {
        return (double) row / header.count();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            source.close();
        }
    }
}
