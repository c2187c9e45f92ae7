package org.annoyindex.query.open;

import org.annoyindex.core.Metric;
import org.annoyindex.query.Preload;
import org.jspecify.annotations.Nullable;

/**
 * How to open a file.
 *
 * @param metric that the file must have; null if it must contain it.
 * @param dimension that the file must have, if there is a metric.
 * @param verify whether to read and check the whole file.
 * @param preload what to read into memory.
 * @param chunkSize bytes mapped at a time, a power of two.
 */
public record OpenSettings(@Nullable Metric metric, int dimension, boolean verify, Preload preload, int chunkSize) {}
