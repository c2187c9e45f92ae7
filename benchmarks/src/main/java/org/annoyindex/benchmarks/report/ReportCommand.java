package org.annoyindex.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a page and plots of the results. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a page and plots of all results of 'bench run'.",
            "The page is a single file that needs no network; the plots are also written as SVG and PNG files."
        },
        footerHeading = "%nExample:%n",
        footer = "  bench report --dir data --output data/report")
public final class ReportCommand implements Callable<Integer> {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Folder with results/*.jsonl (${DEFAULT-VALUE}).")
    private Path folder;

    @Option(names = "--output", paramLabel = "DIR", description = "Folder to write to (DIR/report).")
    private Path output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        System.setProperty("java.awt.headless", "true");
        final List<Results> all = Results.readAll(folder.resolve("results"));
        final Path target = output == null ? folder.resolve("report") : output;
        Files.createDirectories(target);
        final Path page = target.resolve("index.html");
        Files.writeString(page, new ReportPage(all).html());
        final PlotFiles files = new PlotFiles(target);
        for (final Results results : all) {
            write(files, results);
        }
        spec.commandLine().getOut().println("wrote " + page + " and its plots as SVG and PNG files");
        return 0;
    }

    private static void write(final PlotFiles files, final Results results) throws IOException {
        final Plots plots = new Plots(results);
        final String name = fileName(results.dataset());
        for (final Clock clock : Clock.values()) {
            files.write(name + "-recall-" + clock.id, plots.recall(clock, PlotSize.WIDE));
            files.write(name + "-build-time-" + clock.id, plots.buildTime(clock, PlotSize.WIDE));
        }
        files.write(name + "-index-size", plots.indexSize(PlotSize.WIDE));
        files.write(name + "-build-memory", plots.buildMemory(PlotSize.WIDE));
        for (final double recall : Comparison.RECALLS) {
            final String end = String.format(Locale.ROOT, "-%.2f", recall);
            files.write(name + "-latency" + end, plots.latency(recall, PlotSize.WIDE));
            files.write(name + "-memory" + end, plots.searchMemory(recall, PlotSize.WIDE));
        }
    }

    /** The name of a data set, with characters replaced that are special in file systems or URLs. */
    static String fileName(final String dataset) {
        return dataset.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^\\.", "_");
    }
}
