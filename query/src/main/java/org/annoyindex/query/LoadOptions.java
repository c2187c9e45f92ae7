package org.annoyindex.query;

import java.nio.file.Path;
import java.util.Objects;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.memory.MappedFile;
import org.jspecify.annotations.Nullable;

/** How to open an index. Immutable: every method returns new options. */
public final class LoadOptions {
    private static final LoadOptions DEFAULTS =
            new LoadOptions(null, 0, false, Preload.NONE, MappedFile.DEFAULT_CHUNK_SIZE);

    private final @Nullable Metric metric;
    private final int dimension;
    private final boolean verify;
    private final Preload preload;
    private final int chunkSize;

    private LoadOptions(
            final @Nullable Metric metric,
            final int dimension,
            final boolean verify,
            final Preload preload,
            final int chunkSize) {
        this.metric = metric;
        this.dimension = dimension;
        this.verify = verify;
        this.preload = preload;
        this.chunkSize = chunkSize;
    }

    /** @return options that read the header only, for files of this library. */
    public static LoadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Options for a file whose metric and dimension are known. A file of Spotify's Annoy does not say them; for one of
     * this library they are compared with what it says.
     *
     * @param metric of the index.
     * @param dimension components of a vector, 1 to 65,536; bits for hamming.
     * @return new options.
     */
    public static LoadOptions of(final Metric metric, final int dimension) {
        return new LoadOptions(
                Objects.requireNonNull(metric, "metric"), dimension, false, Preload.NONE, DEFAULTS.chunkSize);
    }

    /**
     * Checks the whole file at opening, which reads it once: the checksum of every section, or the trees of a file of
     * Spotify's Annoy, which has no checksums.
     *
     * @return new options.
     */
    public LoadOptions verify() {
        return new LoadOptions(metric, dimension, true, preload, chunkSize);
    }

    /**
     * Brings a part of the file, or all of it, into memory at opening, so that the first searches do not wait for the disk
     * at every page. Opening takes then as long as reading that part does. Nothing is pinned: where memory is short, the
     * operating system drops pages again.
     *
     * @param part {@link Preload#NONE} if not set.
     * @return new options.
     */
    public LoadOptions preload(final Preload part) {
        return new LoadOptions(metric, dimension, verify, Objects.requireNonNull(part, "preload"), chunkSize);
    }

    /** Maps the file in chunks of this many bytes, a power of two; for tests of files of many chunks. */
    LoadOptions chunkSize(final int bytes) {
        return new LoadOptions(metric, dimension, verify, preload, bytes);
    }

    /** Compares what is expected of a file with what it says. */
    void check(final Path path, final Header header) throws IndexFormatException {
        if (metric != null && (metric != header.metric() || dimension != header.dimension())) {
            throw new IndexFormatException(
                    path,
                    "has metric " + header.metric().label() + " and dimension " + header.dimension() + ", not "
                            + metric.label() + " and " + dimension + "; leave them out, the file says them");
        }
    }

    /** Null where the file must say it. */
    @Nullable
    Metric metric() {
        return metric;
    }

    int dimension() {
        return dimension;
    }

    boolean isVerify() {
        return verify;
    }

    Preload preload() {
        return preload;
    }

    int chunkSize() {
        return chunkSize;
    }
}
