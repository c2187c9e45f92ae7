package org.annoyindex.builder;

/**
 * The options of a build.
 *
 * @param trees number of trees, at least 1.
 * @param seed of all random choices.
 * @param threads number of threads, at least 1.
 * @param leafCapacity largest number of items in a leaf before leaves are refined.
 * @param secondLeaves whether each item is written into a second leaf, if the metric has sketches.
 * @param links whether items are linked, if the metric has sketches.
 * @param recallProfile whether recall is measured.
 * @param listener gets the progress.
 */
record BuildOptions(
        int trees,
        long seed,
        int threads,
        int leafCapacity,
        boolean secondLeaves,
        Links links,
        boolean recallProfile,
        BuildListener listener) {}
