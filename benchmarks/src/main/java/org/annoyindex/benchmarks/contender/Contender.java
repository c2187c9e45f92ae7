package org.annoyindex.benchmarks.contender;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.core.Metric;

/** A library that is compared. Called by {@link ContenderServer} on one thread. */
public interface Contender {
    /** @return version that the library reports. */
    String version();

    /**
     * How {@link #search} reports distances.
     *
     * @param metric of the index.
     * @return the label of an {@code org.annoyindex.benchmarks.run.Convention}.
     */
    String convention(Metric metric);

    /** @return whether base and queries must be normalized for the angular metric. */
    boolean normalized();

    /** @return whether searches need the vectors in addition to the index. */
    default boolean needsBase() {
        return false;
    }

    /**
     * Converts the vectors to the form that the library uses; not timed.
     *
     * @param base one vector per row.
     * @throws IOException if reading or writing fails.
     */
    default void prepare(final float[][] base) throws IOException {}

    /**
     * Builds an index and writes it; timed.
     *
     * @param base one vector per row.
     * @param metric of the index.
     * @param parameters of the build.
     * @param threads the largest number of threads.
     * @param index file or folder to write.
     * @throws IOException if reading or writing fails.
     */
    void build(float[][] base, Metric metric, Request parameters, int threads, Path index) throws IOException;

    /**
     * Opens an index.
     *
     * @param index written by {@link #build}.
     * @param metric of the index.
     * @param parameters of the build.
     * @param base one vector per row; empty unless {@link #needsBase}.
     * @throws IOException if reading or writing fails.
     */
    void load(Path index, Metric metric, Request parameters, float[][] base) throws IOException;

    /**
     * Sets the parameters of the following searches.
     *
     * @param k number of neighbors.
     * @param parameters of the search.
     */
    void set(int k, Request parameters);

    /**
     * Searches.
     *
     * @param query to search for.
     * @param k number of neighbors.
     * @param answers receives them, nearest first.
     * @throws IOException if reading or writing fails.
     */
    void search(float[] query, int k, Answers answers) throws IOException;
}
