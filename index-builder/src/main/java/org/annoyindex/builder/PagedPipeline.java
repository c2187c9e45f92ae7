package org.annoyindex.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.TreeShape;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.recall.ProfileMeasurement;
import org.annoyindex.builder.write.IndexContents;
import org.annoyindex.builder.write.IndexWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;

/** Builds an index file: grows trees, writes pages and columns, and measures recall on what was written. */
final class PagedPipeline {
    private final Metric metric;
    private final int dimension;
    private final BuildOptions options;

    PagedPipeline(final Metric metric, final int dimension, final BuildOptions options) {
        this.metric = metric;
        this.dimension = dimension;
        this.options = options;
    }

    void write(final ItemIntake items, final Path target) throws IOException {
        try (IndexWriter writer = new IndexWriter(target);
                Workers workers = new Workers(options.threads())) {
            final VectorStore store = items.complete();
            final Points points = store.points();
            final boolean secondLeaves = options.secondLeaves() && metric.hasSketches();
            final IndexContents contents = new IndexContents(
                    metric,
                    dimension,
                    store.space(),
                    options.seed(),
                    secondLeaves ? 2 : 1,
                    points.count() == 0 ? List.of() : growTrees(points, secondLeaves, workers),
                    points,
                    store::read,
                    items.keys(),
                    items.labels());
            final Path readable = writer.write(contents, workers, share -> progress(BuildListener.Stage.WRITE, share));
            if (options.recallProfile() && points.count() >= ProfileMeasurement.MIN_ITEMS) {
                progress(BuildListener.Stage.MEASURE, 0);
                try (AnnoyIndex index = AnnoyIndex.load(readable)) {
                    writer.write(ProfileMeasurement.ofItems(
                            index,
                            options.seed(),
                            workers,
                            share -> progress(BuildListener.Stage.MEASURE, 0.3 + 0.7 * share)));
                }
            }
            writer.commit();
        }
    }

    private List<PageTree> growTrees(final Points points, final boolean secondLeaves, final Workers workers) {
        final TreeShape shape = new TreeShape(options.leafCapacity(), TreeShape.ROUNDS, secondLeaves);
        final List<PageTree> grown = new ArrayList<>();
        for (int t = 0; t < options.trees(); t++) {
            final double before = t;
            grown.add(PageTree.grow(
                    points,
                    shape,
                    SplitMix.derive(options.seed(), t),
                    workers,
                    share -> progress(BuildListener.Stage.GROW, (before + share) / options.trees())));
        }
        return grown;
    }

    private void progress(final BuildListener.Stage stage, final double share) {
        options.listener().progress(stage, share);
    }
}
