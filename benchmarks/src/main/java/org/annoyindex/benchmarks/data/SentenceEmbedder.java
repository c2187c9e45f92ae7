package org.annoyindex.benchmarks.data;

import java.util.List;

/**
 * Turns sentences into vectors that are near each other when the sentences mean similar things. Found by
 * {@link java.util.ServiceLoader}: a language model is too large for everyone who builds the benchmarks, so that
 * it is a module of its own, which {@code bin/bench install} makes.
 */
public interface SentenceEmbedder {

    /**
     * How long its vectors are.
     *
     * @return components of a vector
     */
    int dimension();

    /**
     * Embeds sentences, on all cores. A sentence's vector does not depend on the other sentences.
     *
     * @param sentences none of them blank
     * @return the vector of each, in the same order, of length 1
     */
    List<float[]> embed(List<String> sentences);
}
