package org.annoyindex.benchmarks.rivals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.annoyindex.benchmarks.contender.Answers;
import org.annoyindex.benchmarks.contender.Contender;
import org.annoyindex.benchmarks.contender.ContenderServer;
import org.annoyindex.benchmarks.contender.Request;
import org.annoyindex.core.Metric;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RescoreTopNQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Lucene's HNSW graph: one mapped segment, searched by one thread. Build: maxConn, beamWidth and, for quantized
 * vectors, bits. Search: ef, which Lucene calls k, and, for quantized vectors, the number of candidates that are
 * compared exactly.
 *
 * <p>One thread adds documents to one segment as far as the buffer allows. So the number of a document is the id of its
 * item, and nothing is built twice by merges.
 */
public final class LuceneContender implements Contender {
    private static final String FIELD = "vector";
    private static final double BUFFER_MEGABYTES = 2_000;

    private IndexSearcher searcher;
    private boolean quantized;
    private int ef;
    private int rescored;

    private LuceneContender() {}

    /**
     * Serves the harness.
     *
     * @param arguments none.
     * @throws IOException if the input cannot be read.
     */
    public static void main(final String[] arguments) throws IOException {
        requireVectors();
        ContenderServer.serve(new LuceneContender());
    }

    /** Whether Lucene uses the Vector API, which it reports only in its log. */
    private static void requireVectors() {
        final Logger log = Logger.getLogger("org.apache.lucene.internal.vectorization");
        final boolean[] enabled = new boolean[1];
        final Handler listener = new Handler() {
            @Override
            public void publish(final LogRecord record) {
                enabled[0] |= record.getMessage().contains("incubator API enabled");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        log.addHandler(listener);
        VectorUtil.dotProduct(new float[] {1}, new float[] {1});
        log.removeHandler(listener);
        if (!enabled[0]) {
            throw new IllegalStateException("Lucene does not use the Vector API on Java " + Runtime.version());
        }
    }

    @Override
    public String version() {
        return org.apache.lucene.util.Version.LATEST.toString();
    }

    @Override
    public String convention(final Metric metric) {
        return metric == Metric.ANGULAR ? "half_one_plus_cosine" : "inverse_squared";
    }

    @Override
    public boolean normalized() {
        return true;
    }

    @Override
    public void build(
            final float[][] base, final Metric metric, final Request parameters, final int threads, final Path index)
            throws IOException {
        final VectorSimilarityFunction similarity =
                metric == Metric.ANGULAR ? VectorSimilarityFunction.DOT_PRODUCT : VectorSimilarityFunction.EUCLIDEAN;
        final KnnVectorsFormat format = format(parameters);
        final IndexWriterConfig config = new IndexWriterConfig()
                .setCodec(new Lucene104Codec() {
                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(final String field) {
                        return format;
                    }
                })
                .setRAMBufferSizeMB(BUFFER_MEGABYTES)
                .setMergePolicy(new LogDocMergePolicy())
                .setUseCompoundFile(false);
        config.setRAMPerThreadHardLimitMB((int) BUFFER_MEGABYTES);
        Files.createDirectories(index);
        try (Directory directory = FSDirectory.open(index);
                IndexWriter writer = new IndexWriter(directory, config)) {
            for (final float[] vector : base) {
                final Document document = new Document();
                document.add(new KnnFloatVectorField(FIELD, vector, similarity));
                writer.addDocument(document);
            }
            writer.forceMerge(1);
            writer.commit();
        }
    }

    private static KnnVectorsFormat format(final Request parameters) {
        final int maxConn = parameters.number("maxConn");
        final int beamWidth = parameters.number("beamWidth");
        return parameters.fields().containsKey("bits")
                ? new Lucene104HnswScalarQuantizedVectorsFormat(
                        ScalarEncoding.fromNumBits(parameters.number("bits")), maxConn, beamWidth)
                : new Lucene99HnswVectorsFormat(maxConn, beamWidth);
    }

    @Override
    public void load(final Path index, final Metric metric, final Request parameters, final float[][] base)
            throws IOException {
        final DirectoryReader reader = DirectoryReader.open(FSDirectory.open(index));
        if (reader.leaves().size() != 1) {
            throw new IOException(index + " has " + reader.leaves().size() + " segments, expected 1");
        }
        searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null);
        quantized = parameters.fields().containsKey("bits");
    }

    @Override
    public void set(final int k, final Request parameters) {
        ef = Math.max(k, parameters.number("ef"));
        rescored = quantized ? Math.max(k, parameters.number("rescored")) : 0;
    }

    @Override
    public void search(final float[] vector, final int k, final Answers answers) throws IOException {
        final Query near = new KnnFloatVectorQuery(FIELD, vector, ef);
        final Query query =
                quantized ? RescoreTopNQuery.createFullPrecisionRescorerQuery(near, vector, FIELD, rescored) : near;
        for (final ScoreDoc found : searcher.search(query, k).scoreDocs) {
            answers.add(found.doc, found.score);
        }
    }
}
