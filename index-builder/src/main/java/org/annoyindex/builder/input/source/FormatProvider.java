package org.annoyindex.builder.input.source;

import java.io.IOException;
import java.util.Set;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;

/** Opens formats that need a library. Implementations are found by {@link java.util.ServiceLoader}. */
public interface FormatProvider {
    /** @return the formats that this opens. */
    Set<VectorFormat> formats();

    /**
     * Opens an input.
     *
     * @param format one of {@link #formats}.
     * @param source its bytes, of which none has been read; the reader closes it. If opening fails, the caller does.
     * @param options how to read it.
     * @return a reader whose first vector is the input's first. It need not skip bad rows, which the caller does, but must be able
     *     to go on behind a row whose problem {@linkplain org.annoyindex.builder.input.InvalidInputException#isOfOneRow is that
     *     of one row}.
     * @throws IOException if reading fails or the input is not as the format must be.
     */
    VectorReader open(VectorFormat format, Source source, ReadOptions options) throws IOException;
}
