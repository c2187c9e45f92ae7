package org.annoyindex.query.open;

import java.nio.file.Path;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.memory.FileMapping;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;

/**
 * An index file, opened: one of this library or one of Spotify's Annoy. Vectors lie at positions; an item has an id and a
 * position. Immutable and safe for any number of threads. Whoever reads it does so under its {@link #guard()}.
 */
public abstract sealed class IndexFile permits PagedFile, SpotifyFile {
    /** The residency of 65,536 pages is known in two tenths of a second; of a larger file than 256 MiB a sample is checked. */
    private static final int MAX_PAGES_CHECKED = 65_536;

    private final Path path;
    private final Metric metric;
    private final int dimension;
    private final int itemCount;
    private final PageGuard guard;

    IndexFile(
            final Path path, final FileMapping mapping, final Metric metric, final int dimension, final int itemCount) {
        this.path = path;
        this.metric = metric;
        this.dimension = dimension;
        this.itemCount = itemCount;
        guard = new PageGuard(path, mapping);
    }

    /** Where the file is, or was when it was opened. */
    public final Path path() {
        return path;
    }

    /** The metric. */
    public final Metric metric() {
        return metric;
    }

    /** Components of a vector. */
    public final int dimension() {
        return dimension;
    }

    /** Ids and positions are below it. */
    public final int itemCount() {
        return itemCount;
    }

    /** Reads the file's mapped memory. */
    public final PageGuard guard() {
        return guard;
    }

    /** Copies the vector of an item that exists; returns its position. */
    public final int readVector(final int id, final float[] vector) {
        return guard.read(this, id, vector, IndexFile::copyVector);
    }

    private int copyVector(final int id, final float[] vector) {
        final int position = position(id);
        vectors().read(position, vector);
        checkVector(id, vector);
        return position;
    }

    /** Throws {@link IndexOutOfBoundsException} if the vector of an item cannot be one. */
    abstract void checkVector(int id, float[] vector);

    /** The share of the file that is in memory, from 0 to 1, see {@link MappedRegion#residentPages}. */
    public final double residentShare() {
        return guard.read(this::countResident);
    }

    private double countResident() {
        final long all = regions().stream().mapToLong(region -> region.pages(1)).sum();
        final long step = Math.max(1, (all + MAX_PAGES_CHECKED - 1) / MAX_PAGES_CHECKED);
        long pages = 0;
        long resident = 0;
        for (final MappedRegion region : regions()) {
            pages += region.pages(step);
            resident += region.residentPages(step);
        }
        return pages == 0 ? 1 : (double) resident / pages;
    }

    /** All that is mapped of the file. */
    public abstract List<MappedRegion> regions();

    /** Reads everything but items' vectors, ids and labels into memory. */
    abstract void loadTrees();

    /** The vectors, by position. */
    public abstract VectorColumn vectors();

    /** Where an item's vector is; -1 if no item of this id, below the item count, was added. */
    public abstract int position(int id);

    /** Which item's vector is at a position below the item count; -1 if there is none. */
    public abstract int id(int position);

    /** Number of trees. */
    public abstract int treeCount();

    /** Labels and keys. */
    public abstract ItemNames names();

    /** Refuses an effort that this file has no profile for. */
    public abstract void check(Effort effort);

    /** Refuses a search over links, in a file without any or without a profile of them. */
    public final IllegalArgumentException withoutLinks() {
        final IndexInfo info = info();
        final MissingLinks missing = MissingLinks.of(info);
        return new IllegalArgumentException(path + " " + missing.describe(info) + "; "
                + switch (missing) {
                    case NO_SKETCHES, FEW_ITEMS -> "";
                    case SPOTIFY -> "convert it with links, or ";
                    case NOT_BUILT -> "build it with links, or ";
                    case NOT_MEASURED -> "measure it with RecallTuner, or ";
                }
                + "search without");
    }

    /** What is known of the index without searching it. */
    public abstract IndexInfo info();

    final IndexInfo info(
            final IndexInfo.Layout layout,
            final List<IndexInfo.RecallCurve> recallProfile,
            final List<IndexInfo.RecallCurve> linkProfile) {
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
                linkProfile,
                Kernels.active().name());
    }
}
