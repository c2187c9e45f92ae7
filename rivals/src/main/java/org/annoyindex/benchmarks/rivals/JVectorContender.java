package org.annoyindex.benchmarks.rivals;

import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.disk.SimpleWriter;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Contender;
import org.annoyindex.benchmarks.contender.ContenderServer;
import org.annoyindex.benchmarks.contender.Request;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;

/**
 * JVector's graph in a mapped file, which is as fast as one on the heap. Without PQ, searches compare vectors on the
 * heap. With PQ (build parameter subspaces), they compare codes of 8 bits per subspace and finally rerank with vectors
 * from the file. Build: M, beamWidth. Search: rerankK, the number of candidates that are kept, called ef elsewhere.
 */
public final class JVectorContender implements Contender {
    private static final VectorTypeSupport TYPES =
            VectorizationProvider.getInstance().getVectorTypeSupport();
    private static final float OVERFLOW = 1.2f;
    private static final float ALPHA = 1.2f;
    private static final int CLUSTERS = 256;

    private VectorSimilarityFunction similarity = VectorSimilarityFunction.EUCLIDEAN;
    /** For builds, and for searches without PQ. */
    private @Nullable RandomAccessVectorValues vectors;

    /** For searches with PQ. */
    private @Nullable PQVectors codes;

    private GraphSearcher searcher;
    private OnDiskGraphIndex.View view;
    private int rerankK;

    private JVectorContender() {}

    /**
     * Serves the harness.
     *
     * @param arguments none.
     * @throws IOException if the input cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        kernels(); // fails at once without SIMD
        ContenderServer.serve(new JVectorContender());
    }

    @Override
    public String version() {
        return JarVersion.of(GraphSearcher.class, "jvector") + ", " + kernels();
    }

    /** JVector includes C++ kernels, and uses the Vector API if they do not run. */
    private static String kernels() {
        final String provider = VectorizationProvider.getInstance().getClass().getSimpleName();
        return switch (provider) {
            case "NativeVectorizationProvider" -> "native kernels";
            case "PanamaVectorizationProvider" -> "Vector API";
            default -> throw new IllegalStateException("JVector uses " + provider + " instead of SIMD");
        };
    }

    @Override
    public String convention(final Metric metric) {
        return metric == Metric.ANGULAR ? "half_one_plus_cosine" : "inverse_squared";
    }

    @Override
    public boolean normalized() {
        return true;
    }

    @Override
    public boolean needsBase() {
        return true;
    }

    @Override
    public void prepare(final float[][] base) {
        final List<VectorFloat<?>> list = new ArrayList<>(base.length);
        for (final float[] row : base) {
            list.add(TYPES.createFloatVector(row));
        }
        vectors = new ListRandomAccessVectorValues(list, base[0].length);
    }

    private static VectorSimilarityFunction similarity(final Metric metric) {
        return metric == Metric.ANGULAR ? VectorSimilarityFunction.DOT_PRODUCT : VectorSimilarityFunction.EUCLIDEAN;
    }

    @Override
    public void build(
            final float[][] base, final Metric metric, final Request parameters, final int threads, final Path index)
            throws IOException {
        final RandomAccessVectorValues rows = Objects.requireNonNull(vectors);
        final ForkJoinPool pool = new ForkJoinPool(threads);
        Files.createDirectories(index);
        final BuildScoreProvider scores = BuildScoreProvider.randomAccessScoreProvider(rows, similarity(metric));
        try (GraphIndexBuilder builder = GraphIndexBuilder.builder(scores, rows.dimension(), parameters.number("M"))
                .withBeamWidth(parameters.number("beamWidth"))
                .withNeighborOverflow(OVERFLOW)
                .withAlpha(ALPHA)
                .withSimdExecutor(pool)
                .withParallelExecutor(pool)
                .build()) {
            final ImmutableGraphIndex graph = builder.build(rows);
            OnDiskGraphIndex.write(graph, rows, index.resolve("graph"));
        }
        if (parameters.fields().containsKey("subspaces")) {
            final ProductQuantization quantization = ProductQuantization.compute(
                    rows, parameters.number("subspaces"), CLUSTERS, metric == Metric.EUCLIDEAN, -1, pool, pool);
            try (SimpleWriter out = new SimpleWriter(index.resolve("codes"))) {
                quantization.encodeAll(rows, pool).write(out, OnDiskGraphIndex.CURRENT_VERSION);
            }
        }
        pool.shutdown();
    }

    @Override
    public void load(final Path index, final Metric metric, final Request parameters, final float[][] base)
            throws IOException {
        similarity = similarity(metric);
        final OnDiskGraphIndex graph = OnDiskGraphIndex.load(ReaderSupplierFactory.open(index.resolve("graph")));
        view = graph.getView();
        searcher = new GraphSearcher(graph);
        if (parameters.fields().containsKey("subspaces")) {
            codes = PQVectors.load(
                    ReaderSupplierFactory.open(index.resolve("codes")).get());
            vectors = null; // only for builds: with PQ, vectors are read from the file
        }
    }

    @Override
    public void set(final int k, final Request parameters) {
        rerankK = Math.max(k, parameters.number("rerankK"));
    }

    @Override
    public void search(final float[] query, final int k, final Answers answers) {
        final VectorFloat<?> vector = TYPES.createFloatVector(query);
        final DefaultSearchScoreProvider scores = codes == null
                ? DefaultSearchScoreProvider.exact(vector, similarity, Objects.requireNonNull(vectors))
                : new DefaultSearchScoreProvider(
                        codes.precomputedScoreFunctionFor(vector, similarity), view.rerankerFor(vector, similarity));
        for (final SearchResult.NodeScore found :
                searcher.search(scores, k, rerankK, 0, 0, Bits.ALL).getNodes()) {
            answers.add(found.node, found.score);
        }
    }
}
