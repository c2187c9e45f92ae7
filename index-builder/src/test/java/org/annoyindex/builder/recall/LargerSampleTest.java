package org.annoyindex.builder.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.builder.grow.Workers;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few known queries and many others estimate recall nearly as well as if all were known. */
final class LargerSampleTest {
    private static final int DIMENSION = 16;
    private static final int SAMPLES = 12;
    private static final int KNOWN = 150;
    private static final int MORE = 2000;
    private static final SearchOptions EFFORT = SearchOptions.of(new Effort.AdaptiveBudget(2000));

    @TempDir
    private Path folder;

    private final Metric metric = Metric.EUCLIDEAN;

    @Test
    void furtherQueriesReduceTheVarianceOfFewKnownOnes() throws IOException {
        final float[][] all = SampleVectors.random(metric, SAMPLES * KNOWN + MORE, DIMENSION, 2);
        final float[][] others = Arrays.copyOfRange(all, SAMPLES * KNOWN, all.length);
        try (AnnoyIndex index = AnnoyIndex.load(built());
                Workers workers = new Workers(2)) {
            final KnownQueries more = KnownQueries.others(others, new int[MORE][0]);
            final double recall = reach(index, all, workers).recall();
            double variance = 0;
            double reduced = 0;
            for (int sample = 0; sample < SAMPLES; sample++) {
                final float[][] vectors = Arrays.copyOfRange(all, sample * KNOWN, (sample + 1) * KNOWN);
                final RecallMeasurement known = measurement(index, vectors, workers);
                final RecallMeasurement.Answers answers = known.answers(EFFORT);
                final RecallMeasurement.Reached few = known.reached(answers);
                // A reference that misses some itself.
                final SearchOptions reference = SearchOptions.of(new Effort.AdaptiveBudget(10_000));
                final RecallMeasurement.Reached many = new LargerSample(
                                known.against(known.answers(reference)), known.ofOthers(more, reference))
                        .reached(EFFORT, answers, few);
                variance += Math.pow(few.recall() - recall, 2);
                reduced += Math.pow(many.recall() - recall, 2);
                assertEquals(recall, many.recall(), 0.03);
            }
            assertTrue(reduced < variance / 4, reduced + " of " + variance);
        }
    }

    private static RecallMeasurement.Reached reach(
            final AnnoyIndex index, final float[][] vectors, final Workers workers) {
        final RecallMeasurement.Reached reached =
                measurement(index, vectors, workers).reach(EFFORT);
        assertEquals(0.8, reached.recall(), 0.15);
        return reached;
    }

    private static RecallMeasurement measurement(
            final AnnoyIndex index, final float[][] vectors, final Workers workers) {
        return new RecallMeasurement(index, KnownQueries.others(index, vectors, 1, workers), 1, workers);
    }

    private Path built() throws IOException {
        return SampleVectors.build(folder.resolve("x"), metric, SampleVectors.random(metric, 6000, DIMENSION, 1));
    }
}
