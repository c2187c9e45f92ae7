package org.annoyindex.benchmarks.filters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.annoyindex.benchmarks.BenchCommand;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.SplitMix;
import org.annoyindex.query.AnnoyIndex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

class FiltersCommandTest {
    private static final int ITEMS = 1500;
    private static final int DIMENSION = 8;

    @TempDir
    private static Path folder;

    private static final Random RANDOM = new Random(1);
    private static Path index;
    private static Path queries;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @BeforeAll
    static void write() throws IOException {
        index = folder.resolve("x.annoy");
        queries = folder.resolve("q.fvecs");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, DIMENSION)) {
            for (int i = 0; i < ITEMS; i++) {
                builder.add(vector());
            }
            builder.write(index);
        }
        try (FvecsWriter writer = new FvecsWriter(queries)) {
            for (int q = 0; q < 20; q++) {
                writer.append(vector());
            }
        }
    }

    private static float[] vector() {
        final float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) RANDOM.nextGaussian();
        }
        return vector;
    }

    private int run(final String... more) {
        final String[] arguments = new String[more.length + 4];
        arguments[0] = "filters";
        arguments[1] = index.toString();
        arguments[2] = "--queries";
        arguments[3] = queries.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }

    @Test
    void filteredSearchesAreComparedWithOthers() {
        assertEquals(
                0,
                run(
                        "--shares",
                        "0.5,0.01",
                        "--count",
                        "5",
                        "--rounds",
                        "1",
                        "--pass-millis",
                        "5",
                        "--output-format",
                        "json"),
                errors::toString);
        final String text = output.toString();
        assertFound(6, "\"filtered_us\" : [0-9.]+", text);
        assertFound(1, "\"filter\" : \"around\",\\s+\"share_%\" : 1.0,\\s+\"allowed\" : 15,", text);
        // All items are compared if they are this few.
        assertFound(
                3,
                "\"allowed\" : 15,[^}]*\"recall_filtered\" : 1.0,\\s+\"flat_%\" : 0.0,\\s+\"exact_%\" : 100.0",
                text);
    }

    private static void assertFound(final long times, final String pattern, final String text) {
        assertEquals(times, Pattern.compile(pattern).matcher(text).results().count(), text);
    }

    @Test
    void sharesOutOfRangeAreRefused() {
        assertEquals(2, run("--shares", "0.5,10"));
        assertTrue(
                errors.toString().startsWith("a share is 10.0; give shares above 0 and at most 1"), errors::toString);
    }

    @Test
    void everyKindAllowsTheRequestedNumberOfItems() throws IOException {
        try (AnnoyIndex opened = AnnoyIndex.load(index)) {
            final float[] query = vector();
            for (final FilterKind kind : FilterKind.values()) {
                for (final int allowed : new int[] {1, 700, ITEMS}) {
                    final RoaringBitmap ids = kind.make(opened, allowed, query, new SplitMix(1));
                    assertEquals(allowed, ids.getCardinality(), kind + ", " + allowed);
                    assertTrue(ids.last() < ITEMS);
                }
            }
            final int nearest = opened.nearest(query, 1).id(0);
            assertTrue(
                    FilterKind.AROUND.make(opened, 10, query, new SplitMix(1)).contains(nearest));
        }
    }
}
