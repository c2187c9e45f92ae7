package org.annoyindex.benchmarks.rivals;

import com.spotify.voyager.jni.Index;
import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Contender;
import org.annoyindex.benchmarks.contender.ContenderServer;
import org.annoyindex.benchmarks.contender.Request;
import org.annoyindex.core.Metric;

/** Voyager, Spotify's successor to Annoy: hnswlib in C++, called through JNI. Build: M, efConstruction. Search: ef. */
public final class VoyagerContender implements Contender {
    private static final long SEED = 42;

    private Index index;
    private int ef;

    private VoyagerContender() {}

    /**
     * Serves the harness.
     *
     * @param arguments none.
     * @throws IOException if the input cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        ContenderServer.serve(new VoyagerContender());
    }

    @Override
    public String version() {
        return JarVersion.of(Index.class, "voyager");
    }

    @Override
    public String convention(final Metric metric) {
        return metric == Metric.ANGULAR ? "one_minus_cosine" : "squared";
    }

    @Override
    public boolean normalized() {
        return true;
    }

    /** The inner product of normalized vectors: the cosine space is the same, but normalizes every query again. */
    private static Index.SpaceType space(final Metric metric) {
        return metric == Metric.ANGULAR ? Index.SpaceType.InnerProduct : Index.SpaceType.Euclidean;
    }

    @Override
    public void build(
            final float[][] base, final Metric metric, final Request parameters, final int threads, final Path file)
            throws IOException {
        final long[] ids = new long[base.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = i;
        }
        try (Index made = new Index(
                space(metric),
                base[0].length,
                parameters.integer("M"),
                parameters.integer("efConstruction"),
                SEED,
                base.length,
                Index.StorageDataType.Float32)) {
            made.addItems(base, ids, threads);
            made.saveIndex(file.toString());
        }
    }

    @Override
    public void load(final Path file, final Metric metric, final Request parameters, final float[][] base) {
        index = Index.load(file.toString());
    }

    @Override
    public void set(final int k, final Request parameters) {
        ef = parameters.number("ef");
    }

    @Override
    public void search(final float[] query, final int k, final Answers answers) {
        final Index.QueryResults found = index.query(query, k, ef);
        for (int rank = 0; rank < found.labels.length; rank++) {
            answers.add((int) found.labels[rank], found.distances[rank]);
        }
    }
}
