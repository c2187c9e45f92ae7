package org.annoyindex.benchmarks.data;

/**
 * The models that embed sentences, with 8-bit weights.
 *
 * <p>E5 is trained on texts that begin with {@code "query: "} or {@code "passage: "}. Its authors recommend
 * {@code "query: "} on both sides of symmetric tasks such as semantic similarity (the model card of
 * intfloat/e5-small-v2; Wang et al.: Text Embeddings by Weakly-Supervised Contrastive Pre-training, 2022), so base and
 * queries have it alike. BGE needs an instruction only before short queries for long passages (the model card of
 * BAAI/bge-small-en-v1.5; Xiao et al.: C-Pack, 2023).
 */
public enum SentenceModel {
    /** all-MiniLM-L6-v2, six layers. */
    ALL_MINILM_L6_V2("all-minilm-l6-v2-q", ""),
    /** E5, small, second version; twelve layers, as the following. */
    E5_SMALL_V2("e5-small-v2-q", "query: "),
    /** BGE, small, first version for English. */
    BGE_SMALL_EN("bge-small-en-q", ""),
    /** BGE, small, version 1.5 for English, whose similarities are spread more evenly. */
    BGE_SMALL_EN_V15("bge-small-en-v1.5-q", "");

    /** Components of a vector, of all models. */
    public static final int DIMENSION = 384;

    private final String label;
    private final String prefix;

    SentenceModel(final String label, final String prefix) {
        this.label = label;
        this.prefix = prefix;
    }

    /** @return name of the model's files. */
    public String label() {
        return label;
    }

    /** @return what to put before each sentence. */
    public String prefix() {
        return prefix;
    }
}
