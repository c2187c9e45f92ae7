package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;

/**
 * Embeddings of the glosses of WordNet, labeled with the glosses. The vectors of several models are concatenated and
 * scaled to length 1 again, so that each model has the same weight: the cosine of two vectors is the mean of the models'
 * cosines.
 *
 * <p>As embedding takes minutes, the vectors of each model are kept in a file in the folder of the package (180 MB), for
 * the second read and for other data sets with this model.
 */
final class GlossVectors implements VectorSource {

    private static final int ROWS_BETWEEN_REPORTS = 10_000;

    private final Path unpacked;
    private final List<SentenceModel> models;
    private final SentenceEmbedders embedders;
    private final Consumer<String> progress;

    /**
     * Creates a source; nothing is read yet.
     *
     * @param models at least one
     * @param embedders loads the models whose vectors are not kept
     * @param progress receives the number of glosses embedded so far
     */
    GlossVectors(
            final Path unpacked,
            final List<SentenceModel> models,
            final SentenceEmbedders embedders,
            final Consumer<String> progress) {
        this.unpacked = unpacked;
        this.models = List.copyOf(models);
        this.embedders = embedders;
        this.progress = progress;
    }

    @Override
    public int dimension() {
        return models.size() * SentenceModel.DIMENSION;
    }

    @Override
    public boolean labeled() {
        return true;
    }

    @Override
    public int read(final Visitor visitor) throws IOException {
        final List<String> glosses = WordNetGlosses.read(unpacked);
        final List<VectorReader> readers = new ArrayList<>();
        try {
            for (final SentenceModel model : models) {
                readers.add(open(model, glosses));
            }
            final float[] joined = new float[dimension()];
            for (final String gloss : glosses) {
                join(readers, joined);
                visitor.row(gloss, "", joined);
            }
        } finally {
            for (final VectorReader reader : readers) {
                reader.close();
            }
        }
        return 0;
    }

    private static void join(final List<VectorReader> readers, final float[] joined) throws IOException {
        final float scale = (float) (1 / Math.sqrt(readers.size()));
        final float[] vector = new float[SentenceModel.DIMENSION];
        int end = 0;
        for (final VectorReader reader : readers) {
            reader.next(vector);
            for (final float component : vector) {
                joined[end++] = scale * component;
            }
        }
    }

    /** Opens the vectors of a model, which are computed if there are none. */
    private VectorReader open(final SentenceModel model, final List<String> glosses) throws IOException {
        final Path file = unpacked.resolve("vectors").resolve(model.label() + ".fvecs");
        if (!Files.exists(file)) {
            embed(model, glosses, file);
        }
        final VectorReader reader = VectorReaders.open(file);
        if (reader.dimension() != SentenceModel.DIMENSION || reader.count() != glosses.size()) {
            reader.close();
            throw new IOException(file + ": expected " + glosses.size() + " vectors of " + SentenceModel.DIMENSION
                    + " dimensions; delete the file, and its vectors are computed again");
        }
        return reader;
    }

    private void embed(final SentenceModel model, final List<String> glosses, final Path file) throws IOException {
        final SentenceEmbedder embedder = embedders.load(model);
        Files.createDirectories(file.getParent());
        try (OutputFiles files = new OutputFiles()) {
            final FvecsWriter writer = new FvecsWriter(files.create(file));
            int done = 0;
            while (done < glosses.size()) {
                final int end = Math.min(glosses.size(), done + ROWS_BETWEEN_REPORTS);
                for (final float[] vector : embedder.embed(glosses.subList(done, end))) {
                    writer.append(vector);
                }
                done = end;
                progress.accept(String.format(
                        Locale.ROOT, "embedded %,d of %,d glosses with %s", end, glosses.size(), model.label()));
            }
            files.publish();
        }
    }
}
