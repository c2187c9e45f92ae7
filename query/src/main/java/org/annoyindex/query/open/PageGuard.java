package org.annoyindex.query.open;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.memory.FileMapping;

/**
 * Reads mapped memory, as one of its users while it does, see {@link FileMapping}: it is not unmapped before. What a damaged file throws there, {@link IndexOutOfBoundsException} or, if it was truncated,
 * {@link InternalError}, becomes an {@link UncheckedIOException} that names the file. Methods with arguments besides the
 * operation are for operations that capture nothing, which allocate nothing. Immutable and safe for any number of threads.
 */
public final class PageGuard {
    private final Path path;
    private final FileMapping mapping;

    /**
     * @param path of the file, for messages.
     * @param mapping of the file.
     */
    public PageGuard(final Path path, final FileMapping mapping) {
        this.path = path;
        this.mapping = mapping;
    }

    /**
     * Keeps the memory mapped until {@link #release}, for what reads it now and then; {@link IllegalStateException} if it has
     * been unmapped.
     */
    public void hold() {
        mapping.hold();
    }

    /** Ends what {@link #hold} began, or closes the file for whoever opened it. */
    public void release() {
        mapping.release();
    }

    /** An operation that reads a number. */
    public interface NumberReader<S> {
        /** Reads a number. */
        long read(S source, long argument);
    }

    /** An operation that reads a vector. */
    public interface VectorReader<S> {
        /** Reads a vector and returns its position. */
        int read(S source, int id, float[] vector);
    }

    /** Returns what an operation returns. */
    public <T> T read(final Supplier<T> operation) {
        final int entered = mapping.enter();
        try {
            return operation.get();
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw damaged(ex);
        } finally {
            mapping.leave(entered);
        }
    }

    /** Returns what an operation returns for an argument. */
    public <S> long read(final S source, final long argument, final NumberReader<S> operation) {
        final int entered = mapping.enter();
        try {
            return operation.read(source, argument);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw damaged(ex);
        } finally {
            mapping.leave(entered);
        }
    }

    /** Reads a vector; returns its position. */
    public <S> int read(final S source, final int id, final float[] vector, final VectorReader<S> operation) {
        final int entered = mapping.enter();
        try {
            return operation.read(source, id, vector);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw damaged(ex);
        } finally {
            mapping.leave(entered);
        }
    }

    /** Runs an operation on its subject. */
    public <S> void run(final S subject, final Consumer<S> operation) {
        final int entered = mapping.enter();
        try {
            operation.accept(subject);
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw damaged(ex);
        } finally {
            mapping.leave(entered);
        }
    }

    private UncheckedIOException damaged(final Throwable cause) {
        final IndexFormatException exception = new IndexFormatException(
                path,
                cause instanceof InternalError
                        ? "was cut off or changed while in use; replace index files, never overwrite them"
                        : "is damaged: " + cause.getMessage() + "; copy or build it again");
        exception.initCause(cause);
        return new UncheckedIOException(exception);
    }
}
