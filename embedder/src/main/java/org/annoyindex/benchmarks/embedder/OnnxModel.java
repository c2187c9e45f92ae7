package org.annoyindex.benchmarks.embedder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import org.annoyindex.benchmarks.data.SentenceModel;

/**
 * An 8-bit model of LangChain4j's jars, with one thread per sentence. LangChain4j's own classes use all cores for each
 * sentence, which is inefficient for short ones: on two cores all-MiniLM-L6-v2 took 1.5 times as long.
 *
 * <p>Sentences are never batched: a model scales its 8-bit numbers by the largest of a batch, so a vector would depend
 * on the other sentences of the batch.
 */
final class OnnxModel extends AbstractInProcessEmbeddingModel {
    private final OnnxBertBiEncoder encoder;

    /**
     * Loads a model.
     *
     * @param name of its files in the jar.
     * @param executor whose threads embed one sentence at a time each.
     */
    OnnxModel(final String name, final PoolingMode pooling, final Executor executor) {
        super(executor);
        final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                InputStream model = resource("/" + name + ".onnx");
                InputStream tokenizer = resource("/" + name + "-tokenizer.json")) {
            options.setIntraOpNumThreads(1);
            final OrtSession session = environment.createSession(model.readAllBytes(), options);
            encoder = new OnnxBertBiEncoder(environment, session, tokenizer, pooling);
        } catch (final OrtException ex) {
            throw new IllegalStateException("the model " + name + " cannot be loaded: " + ex.getMessage(), ex);
        } catch (final IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }

    private static InputStream resource(final String name) throws IOException {
        final InputStream stream = OnnxModel.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException(name + " is in no jar of an embedding model; run 'bin/bench install'");
        }
        return stream;
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return SentenceModel.DIMENSION;
    }
}
