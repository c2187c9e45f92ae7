package org.annoyindex.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.Links;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;

/** The index of this project, with the kernels of the running JVM. Build: trees, links. Search: recall. */
public final class OwnContender implements Contender {
    private final String kernels;
    private Searcher searcher;
    private SearchOptions options = SearchOptions.defaults();

    private OwnContender(final String kernels) {
        this.kernels = kernels;
    }

    /**
     * Serves the harness.
     *
     * @param arguments the expected kernels: vector or scalar.
     * @throws IOException if the input cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        ContenderServer.serve(new OwnContender(arguments[0]));
    }

    @Override
    public String version() {
        if (!Kernels.active().name().equals(kernels)) {
            throw new IllegalStateException(
                    "the kernels in use are " + Kernels.active().name() + ", not " + kernels);
        }
        final String version = OwnContender.class.getPackage().getImplementationVersion();
        return version == null ? "not from a jar" : version;
    }

    @Override
    public String convention(final Metric metric) {
        return "metric";
    }

    @Override
    public boolean normalized() {
        return false;
    }

    @Override
    public void build(
            final float[][] base, final Metric metric, final Request parameters, final int threads, final Path index)
            throws IOException {
        try (IndexBuilder builder = new IndexBuilder(
                metric,
                base[0].length,
                Objects.requireNonNull(index.toAbsolutePath().getParent()))) {
            builder.trees(parameters.number("trees"))
                    .links(Links.valueOf(parameters.text("links").toUpperCase(Locale.ROOT)))
                    .threads(threads);
            for (final float[] vector : base) {
                builder.add(vector);
            }
            builder.write(index);
        }
    }

    @Override
    public void load(final Path index, final Metric metric, final Request parameters, final float[][] base)
            throws IOException {
        searcher = AnnoyIndex.load(index).searcher();
    }

    @Override
    public void set(final int k, final Request parameters) {
        options = SearchOptions.recall(parameters.real("recall"));
    }

    @Override
    public void search(final float[] query, final int k, final Answers answers) {
        final Neighbors near = searcher.nearest(query, k, options);
        for (int rank = 0; rank < near.size(); rank++) {
            answers.add(near.id(rank), near.distance(rank));
        }
    }
}
