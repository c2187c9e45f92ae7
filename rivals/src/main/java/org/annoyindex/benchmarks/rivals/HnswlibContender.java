package org.annoyindex.benchmarks.rivals;

import com.github.jelmerk.knn.DistanceFunction;
import com.github.jelmerk.knn.Item;
import com.github.jelmerk.knn.Jdk17DistanceFunctions;
import com.github.jelmerk.knn.SearchResult;
import com.github.jelmerk.knn.hnsw.HnswIndex;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Contender;
import org.annoyindex.benchmarks.contender.ContenderServer;
import org.annoyindex.benchmarks.contender.Request;
import org.annoyindex.core.Metric;

/**
 * The Java port of hnswlib, in the last version that computes distances with the Vector API. Build: M, efConstruction.
 * Search: ef.
 */
public final class HnswlibContender implements Contender {
    private static final int PROGRESS_INTERVAL = 100_000;

    private HnswIndex<Integer, float[], Row, Float> index;

    private HnswlibContender() {}

    /** A vector in the form that the library uses. */
    private static final class Row implements Item<Integer, float[]> {
        @Serial
        private static final long serialVersionUID = 1;

        private final Integer id;
        private final float[] vector;

        private Row(final int id, final float[] vector) {
            this.id = id;
            this.vector = vector;
        }

        @Override
        public Integer id() {
            return id;
        }

        @Override
        public float[] vector() {
            return vector;
        }

        @Override
        public int dimensions() {
            return vector.length;
        }
    }

    /**
     * Serves the harness.
     *
     * @param arguments none.
     * @throws IOException if the input cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        ContenderServer.serve(new HnswlibContender());
    }

    @Override
    public String version() {
        return JarVersion.of(HnswIndex.class, "hnswlib-core");
    }

    @Override
    public String convention(final Metric metric) {
        return metric == Metric.ANGULAR ? "one_minus_cosine" : "metric";
    }

    @Override
    public boolean normalized() {
        return true;
    }

    private static DistanceFunction<float[], Float> distance(final Metric metric) {
        return metric == Metric.ANGULAR
                ? Jdk17DistanceFunctions.VECTOR_FLOAT_256_INNER_PRODUCT
                : Jdk17DistanceFunctions.VECTOR_FLOAT_256_EUCLIDEAN_DISTANCE;
    }

    @Override
    public void build(
            final float[][] base, final Metric metric, final Request parameters, final int threads, final Path file)
            throws IOException {
        final List<Row> rows = new ArrayList<>(base.length);
        for (int i = 0; i < base.length; i++) {
            rows.add(new Row(i, base[i]));
        }
        final HnswIndex<Integer, float[], Row, Float> made = HnswIndex.newBuilder(
                        base[0].length, distance(metric), base.length)
                .withM(parameters.number("M"))
                .withEfConstruction(parameters.number("efConstruction"))
                .build();
        try {
            made.addAll(rows, threads, (done, all) -> {}, PROGRESS_INTERVAL);
        } catch (final InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building", ex);
        }
        made.save(file.toFile());
    }

    @Override
    public void load(final Path file, final Metric metric, final Request parameters, final float[][] base)
            throws IOException {
        index = HnswIndex.load(file);
    }

    @Override
    public void set(final int k, final Request parameters) {
        index.setEf(parameters.number("ef"));
    }

    @Override
    public void search(final float[] query, final int k, final Answers answers) {
        for (final SearchResult<Row, Float> found : index.findNearest(query, k)) {
            answers.add(found.item().id(), found.distance());
        }
    }
}
