package org.annoyindex.benchmarks.embedder;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.annoyindex.benchmarks.data.SentenceEmbedder;

/** Embeds with one model, one sentence per core at a time. */
final class OnnxEmbedder implements SentenceEmbedder {
    private final OnnxModel model;
    private final String prefix;

    /**
     * Loads the model.
     *
     * @param prefix of every sentence.
     */
    OnnxEmbedder(final String name, final PoolingMode pooling, final String prefix) {
        final ExecutorService cores =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                    final Thread thread = new Thread(task, "embedder");
                    thread.setDaemon(true);
                    return thread;
                });
        model = new OnnxModel(name, pooling, cores);
        this.prefix = prefix;
    }

    @Override
    public List<float[]> embed(final List<String> sentences) {
        final List<TextSegment> segments = sentences.stream()
                .map(sentence -> TextSegment.from(prefix + sentence))
                .collect(Collectors.toList());
        return model.embedAll(segments).content().stream()
                .map(Embedding::vector)
                .collect(Collectors.toList());
    }
}
