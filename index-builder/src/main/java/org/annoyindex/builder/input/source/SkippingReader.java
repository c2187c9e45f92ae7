package org.annoyindex.builder.input.source;

import java.io.IOException;
import java.util.function.Consumer;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.VectorReader;

/** Skips the rows of another reader that cannot be used. */
public final class SkippingReader implements VectorReader {
    private final VectorReader reader;
    private final Consumer<InvalidInputException> listener;

    /**
     * @param reader whose rows are read; closed with this.
     * @param listener receives each row's problem.
     */
    public SkippingReader(final VectorReader reader, final Consumer<InvalidInputException> listener) {
        this.reader = reader;
        this.listener = listener;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        while (true) {
            try {
                return reader.next(vector);
            } catch (final InvalidInputException ex) {
                if (!ex.isOfOneRow()) {
                    throw ex;
                }
                listener.accept(ex);
            }
        }
    }

    @Override
    public int dimension() {
        return reader.dimension();
    }

    /** Not known: some rows may be skipped. */
    @Override
    public long count() {
        return -1;
    }

    @Override
    public boolean labeled() {
        return reader.labeled();
    }

    @Override
    public String label() {
        return reader.label();
    }

    @Override
    public boolean keyed() {
        return reader.keyed();
    }

    @Override
    public String key() {
        return reader.key();
    }

    @Override
    public String guess() {
        return reader.guess();
    }

    @Override
    public double shareRead() {
        return reader.shareRead();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
