package org.annoyindex.builder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.builder.grow.TreeShape;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.builder.link.LeafPages;
import org.annoyindex.builder.link.LinkBuilder;
import org.annoyindex.builder.link.LinkGraph;
import org.annoyindex.builder.recall.MeasuredProfiles;
import org.annoyindex.builder.recall.ProfileMeasurement;
import org.annoyindex.builder.write.IndexContents;
import org.annoyindex.builder.write.IndexWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.AnnoyIndex;

/** Builds an index file: grows trees, writes pages and columns, and measures recall on what was written. */
final class PagedPipeline {
    /** By how much of its size a file may grow by links that were not asked for. */
    private static final double MAX_GROWTH = 0.7;

    /** The share of the cost of a search that it may cost over such links, at this recall. */
    private static final double MAX_SHARE_OF_COST = 0.75;

    private static final double AUTO_RECALL = 0.95;
    private static final int AUTO_NEIGHBORS = 10;

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
            if (points.count() >= RecallProfile.MIN_ITEMS) {
                final boolean linked = isLinked(contents, writer);
                if (linked) {
                    link(contents, writer, readable, workers);
                }
                if (options.recallProfile()) {
                    measure(writer, readable, linked, workers);
                }
            }
            writer.commit();
        }
    }

    /** Whether to link items, perhaps to drop the links once searches over them have been measured. */
    private boolean isLinked(final IndexContents contents, final IndexWriter writer) {
        if (!metric.hasSketches()) {
            return false;
        }
        final int sketchBits = SketchCodec.bitsFor(contents.points().dimension());
        final double growth =
                (double) ItemPages.pageBytes(sketchBits) * contents.points().count() / writer.length();
        return switch (options.links()) {
            case AUTO -> options.recallProfile() && growth <= MAX_GROWTH;
            case ON -> true;
            case OFF -> false;
        };
    }

    private void link(
            final IndexContents contents, final IndexWriter writer, final Path readable, final Workers workers)
            throws IOException {
        try (LeafPages leaves = LeafPages.open(readable, contents.trees().get(0))) {
            final LinkGraph graph = new LinkBuilder(
                            contents.points(),
                            leaves,
                            workers,
                            share -> progress(BuildListener.Stage.LINK, 0.9 * share))
                    .build();
            writer.write(graph, contents, workers);
        }
        progress(BuildListener.Stage.LINK, 1);
    }

    private void measure(final IndexWriter writer, final Path readable, final boolean linked, final Workers workers)
            throws IOException {
        progress(BuildListener.Stage.MEASURE, 0);
        final MeasuredProfiles profiles;
        try (AnnoyIndex index = AnnoyIndex.load(readable)) {
            profiles = ProfileMeasurement.ofItems(
                    index, options.seed(), workers, share -> progress(BuildListener.Stage.MEASURE, 0.3 + 0.7 * share));
        }
        final boolean worthwhile =
                options.links() == Links.ON || profiles.shareOfCost(AUTO_RECALL, AUTO_NEIGHBORS) <= MAX_SHARE_OF_COST;
        if (linked && !worthwhile) {
            writer.dropLinks();
        }
        writer.write(profiles.leaves());
        if (linked && worthwhile) {
            writer.write(profiles.links().orElseThrow());
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
