package org.annoyindex.builder.input.binary;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.annoyindex.builder.input.source.Source;

/** Reads rows of one length in large blocks. For one thread. */
final class RowBlocks {
    private static final int BLOCK_BYTES = 1 << 20;

    private final Source source;
    private final int rowBytes;
    private final ByteBuffer block;
    private int at;
    private int limit;

    RowBlocks(final Source source, final int rowBytes, final ByteOrder order) {
        this.source = source;
        this.rowBytes = rowBytes;
        final long whole = Math.max(1, Math.min(BLOCK_BYTES, source.sizeLimit()) / rowBytes);
        block = ByteBuffer.allocate((int) whole * rowBytes).order(order);
        at = -rowBytes;
    }

    /** Goes to the next row; false if there is no whole row left, but maybe some {@link #rest}. */
    boolean next() throws IOException {
        at += rowBytes;
        if (at + rowBytes > limit) {
            // The block has whole rows only, unless the input has ended.
            final int rest = Math.max(0, limit - at);
            System.arraycopy(block.array(), limit - rest, block.array(), 0, rest);
            at = 0;
            limit = rest + source.readNBytes(block.array(), rest, block.capacity() - rest);
        }
        return rowBytes <= limit;
    }

    /** The bytes in which the row is. */
    ByteBuffer bytes() {
        return block;
    }

    /** Where the row begins. */
    int offset() {
        return at;
    }

    /** Number of bytes behind the last whole row, once there is no further one. */
    int rest() {
        return limit;
    }
}
