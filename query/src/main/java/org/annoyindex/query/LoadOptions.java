package org.annoyindex.query;

import java.util.Objects;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.query.open.OpenSettings;

/** How to open an index. Immutable: every method returns new options. */
public final class LoadOptions {
    private static final LoadOptions DEFAULTS =
            new LoadOptions(new OpenSettings(null, 0, false, Preload.NONE, MappedFile.DEFAULT_CHUNK_SIZE));

    private final OpenSettings settings;

    private LoadOptions(final OpenSettings settings) {
        this.settings = settings;
    }

    /** {@return options that read the header only, for files of this library} */
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
        return new LoadOptions(new OpenSettings(metric, dimension, false, Preload.NONE, MappedFile.DEFAULT_CHUNK_SIZE));
    }

    /**
     * Checks the whole file at opening, which reads it once: the checksum of every section, or the trees of a file of
     * Spotify's Annoy, which has no checksums.
     *
     * @return new options.
     */
    public LoadOptions verify() {
        return new LoadOptions(new OpenSettings(
                settings.metric(), settings.dimension(), true, settings.preload(), settings.chunkSize()));
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
        Objects.requireNonNull(part, "part is null; use Preload.NONE to read the header only");
        return new LoadOptions(new OpenSettings(
                settings.metric(), settings.dimension(), settings.verify(), part, settings.chunkSize()));
    }

    /** Maps the file in chunks of this many bytes, a power of two; for tests of files of many chunks. */
    LoadOptions chunkSize(final int bytes) {
        return new LoadOptions(new OpenSettings(
                settings.metric(), settings.dimension(), settings.verify(), settings.preload(), bytes));
    }

    /** How to open a file. */
    OpenSettings settings() {
        return settings;
    }

    /** {@return what is set} */
    @Override
    public String toString() {
        return "LoadOptions["
                + (settings.metric() == null
                        ? ""
                        : "spotify " + settings.metric().label() + " of dimension " + settings.dimension() + ", ")
                + "verify " + settings.verify() + ", preload " + settings.preload() + ']';
    }
}
