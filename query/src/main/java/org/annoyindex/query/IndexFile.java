package org.annoyindex.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.spotify.SpotifyForest;

/**
 * An index file, opened: one of this library or one of Spotify's Annoy. Vectors lie at positions; an item has an id and a
 * position. Immutable and safe for any number of threads.
 */
abstract sealed class IndexFile permits PagedFile, SpotifyFile {
    /** Looked at in less than two tenths of a second. A file of 256 MiB has as many; of larger ones some are left out. */
    private static final int MOST_PAGES_LOOKED_AT = 65_536;

    final Path path;
    final Metric metric;
    final int dimension;
    /** Ids and positions are below it. */
    final int itemCount;

    IndexFile(final Path path, final Metric metric, final int dimension, final int itemCount) {
        this.path = path;
        this.metric = metric;
        this.dimension = dimension;
        this.itemCount = itemCount;
    }

    static IndexFile open(final Path path, final LoadOptions options) throws IOException {
        final IndexFile file = map(path, options);
        file.load(options.preload());
        return file;
    }

    private static IndexFile map(final Path path, final LoadOptions options) throws IOException {
        if (Files.isDirectory(path)) {
            throw new IndexFormatException(path, "is a folder, not an index; name a file made with 'annoy build'");
        }
        try (MappedFile file = MappedFile.open(path, options.chunkSize())) {
            final ByteBuffer start = file.read(0, (int) Math.min(file.size(), Header.BYTES));
            if (file.size() == 0 || Header.begins(start)) {
                final Header header = Header.decode(start, file.size(), path);
                options.check(path, header);
                if (options.isVerify()) {
                    PagedFile.verify(path, file, header);
                }
                return new PagedFile(path, file, header);
            }
            if (options.metric() == null) {
                throw withoutMetric(path, file);
            }
            final SpotifyForest forest = SpotifyForest.open(path, file, options.metric(), options.dimension());
            if (options.isVerify()) {
                forest.verify(path);
            }
            return new SpotifyFile(path, forest);
        }
    }

    private static IndexFormatException withoutMetric(final Path path, final MappedFile file) {
        final String fitting = SpotifyForest.describeFitting(file);
        return new IndexFormatException(
                path,
                fitting.isEmpty()
                        ? "is not an index of this library (no ANNOYIDX at its start), nor does it look like a file of"
                                + " Spotify's Annoy; build one with 'annoy build'"
                        : "looks like a file of Spotify's Annoy, which does not say its metric and dimension: give both"
                                + " (--metric and --dimension on the command line); what fits it is " + fitting);
    }

    private void load(final Preload part) throws IOException {
        try {
            switch (part) {
                case NONE -> {}
                case TREES -> loadTrees();
                case ALL -> regions().forEach(region -> region.load(0, region.length()));
            }
        } catch (final InternalError ex) {
            throw broken(ex).getCause();
        }
    }

    /** The share of the file that is in memory, from 0 to 1, see {@link MappedRegion#residentPages}. */
    final double residentShare() {
        final long all = regions().stream().mapToLong(region -> region.pages(1)).sum();
        final long step = Math.max(1, (all + MOST_PAGES_LOOKED_AT - 1) / MOST_PAGES_LOOKED_AT);
        long pages = 0;
        long resident = 0;
        for (final MappedRegion region : regions()) {
            pages += region.pages(step);
            resident += region.residentPages(step);
        }
        return pages == 0 ? 1 : (double) resident / pages;
    }

    /** All that is mapped of the file. */
    abstract List<MappedRegion> regions();

    /** Brings everything but items' vectors, ids and labels into memory. */
    abstract void loadTrees();

    /** The vectors, by position. */
    abstract VectorColumn vectors();

    /** Where an item's vector is; -1 where no item of this id, below the item count, was added. */
    abstract int position(int id);

    /** Which item's vector is at a position below the item count; -1 where there is none. */
    abstract int id(int position);

    abstract int treeCount();

    /** What is known of the index without searching it. */
    abstract IndexInfo info();

    final IndexInfo info(final IndexInfo.Layout layout, final List<IndexInfo.RecallCurve> recallProfile) {
        return new IndexInfo(
                path,
                metric,
                dimension,
                itemCount,
                names().keyKind(),
                names().isLabeled(),
                treeCount(),
                layout,
                recallProfile,
                Kernels.active().name());
    }

    abstract ItemNames names();

    /** Refuses options that this file cannot be searched with. */
    void check(final SearchOptions options) {}

    /** A way of searching this file for the nearest items, for one searcher. */
    abstract NearestSearch newSearch();

    /** A way of searching this file for the items within a distance, for one searcher. */
    abstract RadiusSearch newRadiusSearch();

    /** What to throw where reading mapped memory failed: the file is not what it was when it was written. */
    final UncheckedIOException broken(final Throwable cause) {
        return broken(path, cause);
    }

    static UncheckedIOException broken(final Path path, final Throwable cause) {
        final IndexFormatException exception = new IndexFormatException(
                path,
                cause instanceof InternalError
                        ? "was cut off or changed while in use; replace index files, never overwrite them"
                        : "is damaged: " + cause.getMessage() + "; copy or build it again");
        exception.initCause(cause);
        return new UncheckedIOException(exception);
    }

    /** Copies the vector of an item that there is; returns its position. */
    final int readVector(final int id, final float[] vector) {
        try {
            final int position = position(id);
            vectors().read(position, vector);
            return position;
        } catch (final IndexOutOfBoundsException | InternalError ex) {
            throw broken(ex);
        }
    }
}
