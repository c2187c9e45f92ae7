package org.annoyindex.builder.input.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A stream whose first bytes can be examined before they are read, however many: what an input is has to be decided before
 * it is read, and a pipe can be read once only. Not safe for use by several threads.
 */
public class PeekStream extends InputStream {
    private static final int FIRST_SIZE = 1 << 13;
    private static final int BUFFER_SIZE = 1 << 16;
    private static final byte[] NONE = {};

    private final InputStream in;
    private byte[] peeked = NONE;
    private int at;
    private int limit;

    /**
     * @param in the bytes; closed with this.
     */
    public PeekStream(final InputStream in) {
        this.in = in;
    }

    /**
     * The next bytes, which stay to be read. Memory is allocated as bytes arrive, not for the number that is wanted.
     *
     * @param wanted number of bytes.
     * @return that many, or fewer if the input ends before.
     * @throws IOException if reading fails.
     */
    public final byte[] peek(final int wanted) throws IOException {
        while (limit - at < wanted) {
            if (limit == peeked.length) {
                final int size = (int) Math.min(at + (long) wanted, Math.max(FIRST_SIZE, 2L * peeked.length));
                peeked = Arrays.copyOf(peeked, size);
            }
            final int read = in.read(peeked, limit, peeked.length - limit);
            if (read < 0) {
                break;
            }
            limit += read;
        }
        return Arrays.copyOfRange(peeked, at, at + Math.min(wanted, limit - at));
    }

    @Override
    public final int read() throws IOException {
        if (at == limit) {
            if (peeked.length < BUFFER_SIZE) {
                peeked = new byte[BUFFER_SIZE];
            }
            at = 0;
            limit = Math.max(0, in.read(peeked, 0, BUFFER_SIZE));
        }
        return limit == 0 ? -1 : peeked[at++] & 0xFF;
    }

    @Override
    public final int read(final byte[] target, final int offset, final int length) throws IOException {
        if (at == limit) {
            peeked = peeked.length > BUFFER_SIZE ? NONE : peeked;
            at = 0;
            limit = 0;
            return in.read(target, offset, length);
        }
        final int some = Math.min(length, limit - at);
        System.arraycopy(peeked, at, target, offset, some);
        at += some;
        return some;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
