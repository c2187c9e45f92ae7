package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Random access to the rows of an {@code .fvecs} file, which can be larger than memory. */
final class FvecsRows implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final int dimension;
    private final int rows;
    private final ByteBuffer bytes;

    FvecsRows(final Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            final ByteBuffer start = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            fill(start, 0);
            dimension = start.getInt(0);
            final long rowBytes = Integer.BYTES + (long) Float.BYTES * dimension;
            if (dimension < 1 || channel.size() % rowBytes != 0 || channel.size() / rowBytes > Integer.MAX_VALUE) {
                throw new IOException(file + ": not an fvecs file with rows of equal length; create it again");
            }
            rows = (int) (channel.size() / rowBytes);
            bytes = ByteBuffer.allocate((int) rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (final IOException ex) {
            channel.close();
            throw ex;
        }
    }

    int dimension() {
        return dimension;
    }

    int rows() {
        return rows;
    }

    float[] row(final int row) throws IOException {
        final float[] vector = new float[dimension];
        fill(bytes, (long) row * bytes.capacity());
        bytes.position(Integer.BYTES);
        bytes.asFloatBuffer().get(vector);
        return vector;
    }

    private void fill(final ByteBuffer target, final long offset) throws IOException {
        target.clear();
        while (target.hasRemaining()) {
            if (channel.read(target, offset + target.position()) < 0) {
                throw new IOException(file + ": is truncated; create it again");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
