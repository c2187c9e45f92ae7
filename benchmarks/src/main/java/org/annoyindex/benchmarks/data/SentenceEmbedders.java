package org.annoyindex.benchmarks.data;

/**
 * Loads embedding models. The implementation is found by {@link java.util.ServiceLoader}, as language models are too
 * large to be dependencies of the benchmarks. It is a separate module, which {@code bin/bench install} builds.
 */
public interface SentenceEmbedders {

    /**
     * Loads a model.
     *
     * @param model to load
     * @return a new embedder
     */
    SentenceEmbedder load(SentenceModel model);
}
