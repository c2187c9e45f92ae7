package org.annoyindex.benchmarks.embedder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;

/**
 * The 8-bit all-MiniLM-L6-v2 of LangChain4j, with one thread per sentence. LangChain4j's own class uses all cores for
 * each sentence, which is inefficient for short ones: on two cores it took 1.5 times as long.
 *
 * <p>Sentences are never batched: the model scales its 8-bit numbers by the largest of a batch, so a vector would
 * depend on the other sentences of the batch.
 */
final class MiniLmModel extends AbstractInProcessEmbeddingModel {
    private static final int DIMENSION = 384;
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final OnnxBertBiEncoder encoder;

    /**
     * Loads the model.
     *
     * @param executor whose threads embed one sentence at a time each.
     */
    MiniLmModel(final Executor executor) {
        super(executor);
        final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream model = resource(MODEL);
                InputStream tokenizer = resource(TOKENIZER)) {
            options.setIntraOpNumThreads(1);
            final OrtSession session = environment.createSession(model.readAllBytes(), options);
            encoder = new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
        } catch (final OrtException ex) {
            throw new IllegalStateException("the embedding model cannot be loaded: " + ex.getMessage(), ex);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static InputStream resource(final String name) throws IOException {
        final InputStream stream = AllMiniLmL6V2QuantizedEmbeddingModel.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException(name + " is not in the jar of the embedding model");
        }
        return stream;
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return DIMENSION;
    }
}
