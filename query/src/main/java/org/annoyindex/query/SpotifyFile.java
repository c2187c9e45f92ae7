package org.annoyindex.query;

import java.nio.file.Path;
import java.util.List;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.spotify.SpotifyForest;
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
    ItemNames names() {
        return names;
    }

    @Override
    void check(final SearchOptions options) {
        if (options.recall() > 0 && options.recall() < 1) {
            throw new IllegalArgumentException("a file of Spotify's Annoy does not say what recall " + options.recall()
                    + " takes; ask for a searchK, or convert the file");
        }
        if (options.effort() > 0) {
            throw new IllegalArgumentException(
                    "a file of Spotify's Annoy has no scale of efforts; ask for a searchK, or convert the file");
        }
    }

    /** How many ids to collect for k neighbors, repeats counted; k times the number of trees as in Annoy. */
    long searchK(final int k, final SearchOptions options) {
        check(options);
        return options.budget() > 0 ? options.budget() : (long) k * treeCount();
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
