package org.annoyindex.benchmarks.data;

import java.util.List;

/**
 * Embeds sentences: vectors of sentences with similar meanings are near each other. Implementations are found by
 * {@link java.util.ServiceLoader}, as a language model is too large to be a dependency of the benchmarks. It is a
 * separate module, which {@code bin/bench install} builds.
 */
public interface SentenceEmbedder {

    /**
     * Returns the dimension of the vectors.
     *
     * @return components of a vector
     */
    int dimension();

    /**
     * Embeds sentences on all cores. The vector of a sentence does not depend on the other sentences.
     *
     * @param sentences none of them blank
     * @return the normalized vector of each sentence, in the same order
     */
    List<float[]> embed(List<String> sentences);
}
