package org.annoyindex.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.annoyindex.benchmarks.BenchCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

@Tag("once")
class ReportTest {
    @TempDir
    private Path folder;

    private List<Results> all;

    @BeforeEach
    void read() throws IOException {
        SampleResults.write(folder);
        all = Results.readAll(folder.resolve("results"));
    }

    @Test
    void largestDataSetAndOurLibraryComeFirst() {
        assertEquals(List.of("big", "small"), all.stream().map(Results::dataset).toList());
        assertEquals("annoyindex", all.get(0).libraries().get(0).id());
        assertEquals(3, all.get(0).libraries().size());
    }

    @Test
    void dominatedSettingsAreNotOnTheLine() {
        final Series ours = new Plots(all.get(0)).series(Clock.WALL).get(0);

        assertEquals(
                List.of(0.8, 0.9, 0.95, 0.995),
                ours.front().stream().map(Series.Point::recall).toList());
        assertEquals(
                List.of(8000.0, 4000.0, 2000.0, 1000.0),
                ours.front().stream().map(Series.Point::rate).toList());
        assertEquals(
                List.of(0.85), ours.beaten().stream().map(Series.Point::recall).toList());
    }

    @Test
    void processorTimeHasItsOwnRates() {
        assertEquals(
                8800,
                new Plots(all.get(0)).series(Clock.CPU).get(0).front().get(0).rate(),
                1e-9);
    }

    @Test
    void pointsDescribeTheirSettings() {
        final String description =
                new Plots(all.get(0)).series(Clock.WALL).get(0).front().get(1).description();

        for (final String part : List.of("annoyindex 1.2.3", "0.9000", "4,000 queries/s", "trees 50", "search_k 200")) {
            assertTrue(description.contains(part), description);
        }
    }

    @Test
    void ratiosCompareRatesAtEqualRecall() {
        final Comparison.Ratio ratio =
                new Comparison(all.get(0), Clock.WALL).ratio("annoy-cpp", 0.95).orElseThrow();

        assertEquals(20, ratio.value(), 1e-9);
        assertEquals(2000, ratio.ours(), 1e-9);
        assertEquals(Comparison.Bound.EXACT, ratio.bound());
        assertEquals(3, ratio.rounds().size());
        assertEquals(20, ratio.rounds().get(0), 1e-9);
    }

    @Test
    void recallsThatAreNotReachedHaveNoRatio() {
        assertTrue(
                new Comparison(all.get(0), Clock.WALL).ratio("annoy-cpp", 0.999).isEmpty());
    }

    @Test
    void ratioBelowTheRecallOfTheFastestSettingIsABound() {
        assertEquals(
                Comparison.Bound.ROUGH,
                new Comparison(all.get(0), Clock.WALL)
                        .ratio("annoy-cpp", 0.5)
                        .orElseThrow()
                        .bound());
    }

    @Test
    void everyPlotIsWellFormedAndNamesEveryLibrary() throws Exception {
        for (final PlotSize size : List.of(PlotSize.WIDE, PlotSize.NARROW)) {
            final Plots plots = new Plots(all.get(0));
            for (final String svg : List.of(
                    plots.recall(Clock.CPU, size),
                    plots.buildTime(Clock.WALL, size),
                    plots.indexSize(size),
                    plots.buildMemory(size),
                    plots.latency(0.95, size),
                    plots.searchMemory(0.95, size))) {
                final Document document = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
                assertTrue(document.getDocumentElement().getTextContent().contains(SampleResults.NASTY), svg);
            }
        }
    }

    @Test
    void emptyPlotsSaySo() {
        final Results nothing = new Results("big", all.get(0).runs(), List.of(), List.of());

        assertTrue(new Plots(nothing).recall(Clock.WALL, PlotSize.WIDE).contains("nothing measured"));
        assertTrue(new Plots(nothing).indexSize(PlotSize.WIDE).contains("nothing measured"));
        assertTrue(new Plots(nothing).latency(0.9, PlotSize.NARROW).contains("nothing measured"));
    }

    @Test
    void pageEscapesNamesAndNeedsNoNetwork() throws IOException {
        final String html = new ReportPage(all).html();

        assertFalse(html.contains(SampleResults.NASTY));
        assertFalse(html.contains("<processor>"));
        assertTrue(html.contains("&lt;b&gt;&quot;R &amp; D&quot;&lt;/b&gt; &#39;x&#39;"));
        assertFalse(html.replace("http://www.w3.org/2000/svg", "").matches("(?s).*(https?:|src=|@import|url\\().*"));
    }

    @Test
    void commandWritesPageAndPictures() throws IOException {
        final Path target = folder.resolve("out");
        assertEquals(0, run("report", "--dir", folder.toString(), "--output", target.toString()));

        assertTrue(Files.size(target.resolve("index.html")) > 50_000);
        assertTrue(Files.exists(target.resolve("small-latency-0.99.svg")));
        final BufferedImage image =
                ImageIO.read(target.resolve("big-recall-wall.png").toFile());
        assertEquals(2 * PlotSize.WIDE.width(), image.getWidth());
        assertTrue(colors(image) > 20, "the picture is empty");
    }

    private static long colors(final BufferedImage image) {
        return java.util.Arrays.stream(
                        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }

    @Test
    void missingResultsGiveTheCommandThatMeasuresThem() {
        final StringWriter errors = new StringWriter();
        final Path missing = folder.resolve("missing");

        assertEquals(1, run(errors, "report", "--dir", missing.toString()));
        assertEquals(
                "bench: " + missing.resolve("results") + ": no such folder; run 'bin/bench run' or give another --dir",
                errors.toString().strip());
    }

    @Test
    void dataSetsWithoutARunAreRefused() throws IOException {
        final Path file = folder.resolve("results").resolve("small.jsonl");
        final List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(1, lines.size()));

        final IOException problem = assertThrows(IOException.class, () -> Results.readAll(folder.resolve("results")));
        assertTrue(problem.getMessage().contains("no line of kind run"), problem.getMessage());
    }

    @Test
    void fileNamesHaveNoSpecialCharacters() {
        assertEquals("_._a_b_c", ReportCommand.fileName("../a b/c").replace("__", "_"));
        assertEquals("fashion-mnist", ReportCommand.fileName("fashion-mnist"));
    }

    @Test
    void labelsAreMovedApartWithinTheirBounds() {
        assertArrayEquals(new double[] {0, 10, 20}, Spread.apart(new double[] {1, 1, 1}, 10, 0, 100), 1e-9);
        assertArrayEquals(new double[] {45, 55}, Spread.apart(new double[] {50, 50}, 10, 0, 100), 1e-9);
        assertArrayEquals(new double[] {90, 100}, Spread.apart(new double[] {99, 120}, 10, 0, 100), 1e-9);
        assertArrayEquals(new double[] {5, 50}, Spread.apart(new double[] {5, 50}, 10, 0, 100), 1e-9);
    }

    @Test
    void scalesMapValuesToCoordinates() {
        final Scale.Recall recall = Scale.Recall.around(0.81, 0.993, 0, 300);
        assertEquals(List.of(0.8, 0.9, 0.95, 0.98, 0.99, 0.995), recall.ticks());
        assertEquals(300, recall.at(1), 1e-9);
        assertEquals(recall.at(0.9) - recall.at(0.8), recall.at(0.95) - recall.at(0.9), 1e-6);

        final Scale.Logarithmic rate = Scale.Logarithmic.around(130, 7000, 0, 100);
        assertEquals(List.of(100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0, 10_000.0), rate.ticks());
        assertEquals(50, rate.at(1000), 1e-9);

        assertEquals(List.of(0.0, 2.0, 4.0, 6.0, 8.0), new Scale.Linear(9, 0, 90).ticks());
    }

    private static int run(final String... arguments) {
        return run(new StringWriter(), arguments);
    }

    private static int run(final StringWriter errors, final String... arguments) {
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(errors, true))
                .execute(arguments);
    }
}
