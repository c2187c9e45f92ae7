package org.annoyindex.query;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.spotify.SpotifyForest;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodes;

/** A file of Spotify's Annoy, opened. Positions are ids. Immutable and safe for any number of threads. */
final class SpotifyFile extends IndexFile {
    final SpotifyForest forest;
    final SpotifyNodes nodes;
    private final ItemNames names;

    SpotifyFile(final Path path, final SpotifyForest forest) {
        super(path, forest.layout().metric(), forest.dimension(), forest.itemCount());
        this.forest = forest;
        nodes = forest.nodes();
        names = new ItemNames(path, null, null);
    }

    @Override
    VectorColumn vectors() {
        return nodes.vectors();
    }

    @Override
    int position(final int id) {
        return id(id);
    }

    @Override
    int id(final int position) {
        return nodes.descendants(position) == 1 ? position : -1;
    }

    @Override
    int treeCount() {
        return forest.treeCount();
    }

    @Override
    IndexInfo info() {
        final SpotifyLayout layout = forest.layout();
        return info(
                new IndexInfo.SpotifyNodes(
                        layout.name().toLowerCase(Locale.ROOT),
                        layout.nodeBytes(dimension),
                        layout.bucketCapacity(dimension)),
                List.of());
    }

    @Override
    ItemNames names() {
        return names;
    }

    @Override
    void check(final SearchOptions options) {
        if (options.effort() instanceof Effort.Recall recall && recall.target() < 1) {
            throw new IllegalArgumentException("a file of Spotify's Annoy has no recall profile for a recall of "
                    + recall.target() + "; use SearchOptions.budget (its search_k), or convert the file");
        }
        if (options.effort() instanceof Effort.AdaptiveBudget) {
            throw new IllegalArgumentException("a file of Spotify's Annoy has no recall profile for an adaptive budget;"
                    + " use SearchOptions.budget (its search_k), or convert the file");
        }
    }

    /** How many ids to collect for k neighbors, repeats counted; k times the number of trees as in Annoy. */
    long searchK(final int k, final SearchOptions options) {
        check(options);
        return options.effort() instanceof Effort.Budget budget ? budget.items() : (long) k * treeCount();
    }

    @Override
    List<MappedRegion> regions() {
        return List.of(nodes.region());
    }

    /** Splits and buckets lie among each other, children before their parents. */
    @Override
    void loadTrees() {
        nodes.region().load(nodes.position(itemCount), nodes.region().length());
    }

    @Override
    NearestSearch newSearch() {
        return new SpotifySearch(this);
    }

    @Override
    RadiusSearch newRadiusSearch() {
        return new SpotifyRadiusSearch(this);
    }
}
