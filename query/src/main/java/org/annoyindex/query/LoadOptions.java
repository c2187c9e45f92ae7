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
     * Options for a file of Spotify's Annoy, which does not contain its metric and dimension. A file of this library does;
     * it is opened if they are the same.
     *
     * @param metric of the index.
     * @param dimension components of a vector, 1 to {@value Header#MAX_DIMENSION}; bits for hamming.
     * @return new options.
     * @throws NullPointerException if the metric is null.
     * @throws IllegalArgumentException if the dimension is out of range.
     */
    public static LoadOptions spotify(final Metric metric, final int dimension) {
        Objects.requireNonNull(metric, "metric is null; give the one with which the file was built");
        if (dimension < 1 || dimension > Header.MAX_DIMENSION) {
            throw new IllegalArgumentException(
                    "dimension is " + dimension + ", must be from 1 to " + Header.MAX_DIMENSION);
        }
        return new LoadOptions(metric, dimension, false, Preload.NONE, DEFAULTS.chunkSize);
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
     * Reads a part of the file, or all of it, into memory at opening, so that the first searches do not wait for the disk at
     * every page. Opening then takes as long as reading that part does. Nothing is pinned: if memory is short, the operating
     * system drops pages again.
     *
     * @param part {@link Preload#NONE} if not set.
     * @return new options.
     * @throws NullPointerException if the argument is null.
     */
    public LoadOptions preload(final Preload part) {
        return new LoadOptions(
                metric,
                dimension,
                verify,
                Objects.requireNonNull(part, "part is null; use Preload.NONE to read the header only"),
                chunkSize);
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
                            + metric.label() + " and " + dimension + "; omit them, the file contains them");
        }
    }

    /** Null if the file must contain it. */
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

    @Override
    public String toString() {
        return "LoadOptions[" + (metric == null ? "" : "spotify " + metric.label() + " " + dimension + ", ") + "verify="
                + verify + ", preload=" + preload + ']';
    }
}
