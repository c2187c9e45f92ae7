package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Searches over links, and why they are refused; what the messages advise helps. */
@Tag("once")
final class LinkOptionTest extends CommandFixture {
    private Path build(final Metric metric, final int count, final String name, final Object... options)
            throws IOException {
        final Path vectors =
                SampleVectors.writeFvecs(folder.resolve("vectors.fvecs"), SampleVectors.random(metric, count, 8, 1));
        final Path file = folder.resolve(name);
        assertRuns("build -q -i", vectors, "-m", metric.label(), "-o", file, options);
        return file;
    }

    private void assertRefused(final String message, final Path index, final Object... more) throws IOException {
        assertError(2, index + " " + message, "query", index, "--item 1 --links", more);
    }

    @Test
    void indexesThatCannotHaveLinksAreNotToBeBuiltWithThem() throws IOException {
        final String few =
                "has 999 items; indexes of fewer than 1000 are searched exactly and have no links between items"
                        + "; omit --links";
        assertRefused(few, build(Metric.EUCLIDEAN, 999, "small.annoy", "--links on"));
        assertRefused(few, build(Metric.DOT, 999, "small.ann"), "--metric dot --dimension 8");
        for (final Metric metric : new Metric[] {Metric.MANHATTAN, Metric.HAMMING}) {
            final String message =
                    "is an index of metric " + metric.label() + ", which has no links between items; omit" + " --links";
            assertRefused(message, build(metric, 1000, metric + ".annoy", "--links on"));
            assertRefused(message, build(metric, 1000, metric + ".ann"), "--metric", metric.label(), "--dimension 8");
        }
    }

    @Test
    void filesOfSpotifysAnnoyAreConverted() throws IOException {
        final Path spotify = build(Metric.ANGULAR, 1000, "x.ann");
        assertRefused(
                "is a file of Spotify's Annoy, which has no links between items; convert it with 'annoy convert --links on'"
                        + ", or omit --links",
                spotify,
                "--metric angular --dimension 8");
        final Path converted = folder.resolve("x.annoy");
        assertRuns("convert -q", spotify, "--metric angular --dimension 8 --links on -o", converted);
        assertRuns("query", converted, "--item 1 --links");
    }

    @Test
    void indexesAreBuiltWithLinks() throws IOException {
        assertRefused(
                "has no links between items; build it with --links on, or omit --links",
                build(Metric.EUCLIDEAN, 1000, "off.annoy", "--links off"));
        assertRuns("query", build(Metric.EUCLIDEAN, 1000, "on.annoy", "--links on"), "--item 1 --links");
    }

    @Test
    void linksAreMeasured() throws IOException {
        final Path index = build(Metric.DOT, 1000, "x.annoy", "--links on --no-recall-profile");
        assertRefused(
                "has no recall profile of searches over links; measure it with 'annoy tune', or omit --links", index);
        assertRuns("tune -q", index, "--queries", folder.resolve("vectors.fvecs"));
        assertRuns("query", index, "--item 1 --links");
    }

    @Test
    void otherEffortsThanRecallsUseLeaves() throws IOException {
        final Path index = build(Metric.ANGULAR, 1000, "x.annoy", "--links on");
        for (final String effort : new String[] {"--exact", "--budget 100"}) {
            assertError(
                    2,
                    "--links is for searches for a recall below 1; give --recall, or omit --links",
                    "query",
                    index,
                    "--item 1 --links",
                    effort);
        }
        assertRuns("query", index, "--item 1 --no-links --budget 100");
    }
}
