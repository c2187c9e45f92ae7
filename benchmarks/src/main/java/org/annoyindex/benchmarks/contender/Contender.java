package org.annoyindex.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.core.Metric;

/** A library that takes part. Used by one thread; {@link ContenderServer} calls it. */
public interface Contender {
    /** @return version of the library, as it states it. */
    String version();

    /**
     * How {@link #search} reports distances.
     *
     * @param metric of the index.
     * @return the label of an {@code org.annoyindex.benchmarks.run.Convention}.
     */
    String convention(Metric metric);

    /** @return whether base and queries are to be of length 1 where the metric is angular. */
    boolean normalized();

    /** @return whether searching needs the vectors beside the index. */
    default boolean needsBase() {
        return false;
    }

    /**
     * Brings the vectors into a form of the library's own; not timed.
     *
     * @param base one a row.
     * @throws IOException if that fails.
     */
    default void prepare(final float[][] base) throws IOException {}

    /**
     * Builds an index and writes it; timed.
     *
     * @param base one a row.
     * @param metric of the index.
     * @param parameters of the build.
     * @param threads to build with at most.
     * @param index file or folder to write.
     * @throws IOException if that fails.
     */
    void build(float[][] base, Metric metric, Request parameters, int threads, Path index) throws IOException;

    /**
     * Opens an index.
     *
     * @param index written by {@link #build}.
     * @param metric of the index.
     * @param parameters it was built with.
     * @param base one a row; none unless {@link #needsBase}.
     * @throws IOException if that fails.
     */
    void load(Path index, Metric metric, Request parameters, float[][] base) throws IOException;

    /**
     * Sets what the following searches are to be done with.
     *
     * @param k neighbors that will be asked for.
     * @param parameters of the search.
     */
    void set(int k, Request parameters);

    /**
     * Searches.
     *
     * @param query to search for.
     * @param k neighbors wanted.
     * @param answers where to put them, nearest first.
     * @throws IOException if that fails.
     */
    void search(float[] query, int k, Answers answers) throws IOException;
}
