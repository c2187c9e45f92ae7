package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Embeddings of the glosses of WordNet, labeled with the glosses. As embedding takes minutes, the first read caches the
 * vectors (180 MB) for the next.
 */
final class GlossVectors implements VectorSource {

    private static final int ROWS_BETWEEN_REPORTS = 10_000;

    private final Path unpacked;
    private final SentenceEmbedder embedder;
    private final Consumer<String> progress;

    private List<String> glosses = List.of();
    private final List<float[]> vectors = new ArrayList<>();

    /**
     * Creates a source; nothing is read yet.
     *
     * @param progress receives the number of glosses embedded so far
     */
    GlossVectors(final Path unpacked, final SentenceEmbedder embedder, final Consumer<String> progress) {
        this.unpacked = unpacked;
        this.embedder = embedder;
        this.progress = progress;
    }

    @Override
    public int dimension() {
        return embedder.dimension();
    }

    @Override
    public boolean labeled() {
        return true;
    }

    @Override
    public int read(final Visitor visitor) throws IOException {
        if (glosses.isEmpty()) {
            glosses = WordNetGlosses.read(unpacked);
            embed();
        }
        for (int row = 0; row < vectors.size(); row++) {
            visitor.row(glosses.get(row), "", vectors.get(row));
        }
        return 0;
    }

    private void embed() {
        while (vectors.size() < glosses.size()) {
            final int end = Math.min(glosses.size(), vectors.size() + ROWS_BETWEEN_REPORTS);
            vectors.addAll(embedder.embed(glosses.subList(vectors.size(), end)));
            progress.accept(String.format(Locale.ROOT, "embedded %,d of %,d glosses", end, glosses.size()));
        }
    }
}
