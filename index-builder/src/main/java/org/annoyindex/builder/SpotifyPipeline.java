package org.annoyindex.builder;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.spotify.SpotifyFileWriter;
import org.annoyindex.builder.spotify.SpotifyTree;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.spotify.SpotifyLayout;

/** Builds a file of Spotify's Annoy: writes the items, then grows trees as Annoy does. */
final class SpotifyPipeline {
    private static final int ITEMS_BETWEEN_REPORTS = 65_536;

    private final SpotifyLayout layout;
    private final int dimension;
    private final BuildOptions options;

    SpotifyPipeline(final SpotifyLayout layout, final int dimension, final BuildOptions options) {
        this.layout = layout;
        this.dimension = dimension;
        this.options = options;
    }

    void write(final ItemIntake items, final Path target) throws IOException {
        try (SpotifyFileWriter writer = new SpotifyFileWriter(target, layout, dimension, options.trees());
                Workers workers = new Workers(options.threads())) {
            final VectorStore store = items.complete();
            writeItems(store, writer);
            growTrees(store, writer, workers);
            writer.commit();
        }
    }

    private void writeItems(final VectorStore store, final SpotifyFileWriter writer) throws IOException {
        final float[] vector = new float[dimension];
        for (int id = 0; id < store.count(); id++) {
            store.read(id, vector, 0);
            writer.writeItem(vector, store.addedComponent(vector));
            if (id % ITEMS_BETWEEN_REPORTS == 0) {
                options.listener().progress(BuildListener.Stage.WRITE, (double) id / store.count());
            }
        }
        options.listener().progress(BuildListener.Stage.WRITE, 1);
    }

    /** Grows one tree per thread at a time, so that no more are on the heap. */
    private void growTrees(final VectorStore store, final SpotifyFileWriter writer, final Workers workers)
            throws IOException {
        final VectorColumn vectors = store.rows();
        for (int t = 0; t < options.trees(); t += options.threads()) {
            final int first = t;
            final SpotifyTree[] grown = new SpotifyTree[Math.min(options.threads(), options.trees() - first)];
            workers.forEach(
                    grown.length,
                    () -> i -> grown[i] = SpotifyTree.grow(
                            vectors,
                            store.count(),
                            layout,
                            dimension,
                            SplitMix.derive(options.seed(), (long) first + i)));
            for (final SpotifyTree tree : grown) {
                writer.writeTree(tree.numberedFrom(writer.nextNode()), tree.nodeCount());
            }
            options.listener().progress(BuildListener.Stage.GROW, (double) (first + grown.length) / options.trees());
        }
    }
}
