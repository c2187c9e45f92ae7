package org.annoyindex.benchmarks.embedder;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.annoyindex.benchmarks.data.SentenceEmbedder;

/** Embeds with all-MiniLM-L6-v2, one sentence per core at a time. */
public final class MiniLmEmbedder implements SentenceEmbedder {
    private final MiniLmModel model;

    /** Loads the model; called by {@link java.util.ServiceLoader}. */
    public MiniLmEmbedder() {
        final ExecutorService cores =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), task -> {
                    final Thread thread = new Thread(task, "embedder");
                    thread.setDaemon(true);
                    return thread;
                });
        model = new MiniLmModel(cores);
    }

    @Override
    public int dimension() {
        return model.dimension();
    }

    @Override
    public List<float[]> embed(final List<String> sentences) {
        final List<TextSegment> segments =
                sentences.stream().map(TextSegment::from).collect(Collectors.toList());
        return model.embedAll(segments).content().stream()
                .map(Embedding::vector)
                .collect(Collectors.toList());
    }
}
