package org.annoyindex.builder.input.source;

import java.io.IOException;
import java.io.InputStream;

/** Unpacks a compression that needs a library. Implementations are found by {@link java.util.ServiceLoader}. */
public interface Unpacker {
    /**
     * Whether data are compressed in this way.
     *
     * @param start the first bytes of an input, up to 16.
     * @return whether they are the beginning of such data.
     */
    boolean recognizes(byte[] start);

    /**
     * Unpacks data.
     *
     * @param packed data that were recognized.
     * @return the unpacked bytes; closing them closes the packed ones. Damaged data, and other bytes behind
     *     them, end in a {@link java.util.zip.ZipException} or {@link java.io.EOFException}.
     * @throws IOException if reading fails.
     */
    InputStream unpack(InputStream packed) throws IOException;

    /**
     * The largest size that data may have when unpacked.
     *
     * @param packed size of the data, at least 0.
     * @return the size in bytes; {@code Long.MAX_VALUE} if there is no bound.
     */
    long largestSize(long packed);
}
