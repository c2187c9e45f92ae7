package org.annoyindex.benchmarks.data;

import java.util.List;

/** Embeds sentences: vectors of sentences with similar meanings are near each other. */
@FunctionalInterface
public interface SentenceEmbedder {

    /**
     * Embeds sentences on all cores. The vector of a sentence does not depend on the other sentences.
     *
     * @param sentences none of them blank
     * @return the normalized vector of each sentence, of {@link SentenceModel#DIMENSION} components, in the same order
     */
    List<float[]> embed(List<String> sentences);
}
