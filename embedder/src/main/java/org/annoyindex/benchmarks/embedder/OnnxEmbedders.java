package org.annoyindex.benchmarks.embedder;

import dev.langchain4j.model.embedding.onnx.PoolingMode;
import org.annoyindex.benchmarks.data.SentenceEmbedder;
import org.annoyindex.benchmarks.data.SentenceEmbedders;
import org.annoyindex.benchmarks.data.SentenceModel;

/** The models in the jars of LangChain4j. */
public final class OnnxEmbedders implements SentenceEmbedders {
    /** Called by {@link java.util.ServiceLoader}. */
    public OnnxEmbedders() {}

    @Override
    public SentenceEmbedder load(final SentenceModel model) {
        return new OnnxEmbedder(model.label(), pooling(model), model.prefix());
    }

    /** How the vectors of a sentence's tokens become one, as each model was trained. */
    private static PoolingMode pooling(final SentenceModel model) {
        return switch (model) {
            case ALL_MINILM_L6_V2, E5_SMALL_V2 -> PoolingMode.MEAN;
            case BGE_SMALL_EN, BGE_SMALL_EN_V15 -> PoolingMode.CLS;
        };
    }
}
