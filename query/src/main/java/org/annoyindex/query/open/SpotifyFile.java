package org.annoyindex.query.open;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.memory.FileMapping;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.spotify.SpotifyForest;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodes;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;

/** A file of Spotify's Annoy, opened. Positions are ids. Immutable and safe for any number of threads. */
public final class SpotifyFile extends IndexFile {
    private final SpotifyForest forest;
    private final SpotifyNodes nodes;
    private final ItemNames names;

    SpotifyFile(final Path path, final FileMapping mapping, final SpotifyForest forest) {
        super(path, mapping, forest.layout().metric(), forest.dimension(), forest.itemCount());
        this.forest = forest;
        nodes = forest.nodes();
        names = new ItemNames(guard(), path, null, null);
    }

    @Override
    public VectorColumn vectors() {
        return nodes.vectors();
    }

    @Override
    public int position(final int id) {
        return id(id);
    }

    @Override
    public int id(final int position) {
        return nodes.descendants(position) == 1 ? position : -1;
    }

    /** Annoy takes any numbers. */
    @Override
    void checkVector(final int id, final float[] vector) {
        // Nothing is wrong.
    }

    @Override
    public int treeCount() {
        return forest.treeCount();
    }

    @Override
    public IndexInfo info() {
        final SpotifyLayout layout = forest.layout();
        return info(
                new IndexInfo.SpotifyNodes(
                        layout.name().toLowerCase(Locale.ROOT),
                        layout.nodeBytes(dimension()),
                        layout.bucketCapacity(dimension())),
                List.of(),
                List.of());
    }

    @Override
    public ItemNames names() {
        return names;
    }

    @Override
    public void check(final Effort effort) {
        if (effort instanceof Effort.Recall recall && recall.target() < 1) {
            throw new IllegalArgumentException("a file of Spotify's Annoy has no recall profile for a recall of "
                    + recall.target() + "; use SearchOptions.budget (its search_k), or convert the file");
        }
        if (effort instanceof Effort.Width) {
            throw withoutLinks();
        }
        if (effort instanceof Effort.AdaptiveBudget) {
            throw new IllegalArgumentException("a file of Spotify's Annoy has no recall profile for an adaptive budget;"
                    + " use SearchOptions.budget (its search_k), or convert the file");
        }
    }

    /** Number of ids to collect for k neighbors, repeats counted; k times the number of trees by default, as in Annoy. */
    public long searchK(final int k, final Effort effort) {
        check(effort);
        return effort instanceof Effort.Budget budget ? budget.items() : (long) k * treeCount();
    }

    /** The trees. */
    public SpotifyForest forest() {
        return forest;
    }

    /** The nodes of the trees. */
    public SpotifyNodes nodes() {
        return nodes;
    }

    @Override
    public List<MappedRegion> regions() {
        return List.of(nodes.region());
    }

    /** Splits and buckets are mixed, children before their parents. */
    @Override
    void loadTrees() {
        nodes.region().load(nodes.position(itemCount()), nodes.region().length());
    }
}
