package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares a mapping, file I/O and memory, also with figures that were published for them. */
@Command(
        name = "io",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Compares the speed of writing and reading through a mapping, with file I/O and in memory, with JMH.",
            "Byte by byte, long by long and in blocks, with and without waiting for the disk. In MB/s (a million bytes",
            "per second)."
        })
final class IoCommand implements Callable<Integer> {
    /** In table order. */
    private static final List<String> WAYS = List.of("Heap", "Direct", "Mapping", "Stream", "File", "Channel");

    private static final Map<String, String> NAMES = Map.of(
            "Heap", "memory, byte[]",
            "Direct", "memory, direct buffer",
            "Mapping", "mapping",
            "Stream", "buffered stream",
            "File", "RandomAccessFile",
            "Channel", "FileChannel");

    /** Figures published for this comparison before this project began; how they were measured is unknown. */
    private static final Map<String, Double> PUBLISHED =
            Map.of("writeStreamBytes", 16.55, "writeMappingBytes", 63.04, "writeHeapBytes", 125.02);

    private static final String WHY = """
            published: 16.55 MB/s to disk, 63.04 to a mapping, 125.02 to memory. How they were measured is unknown; they are
            compared with the byte-wise methods without force, which are the most similar. Reasons for the differences:
            The 32 MB of this benchmark may fit into the processor's cache, which is faster than memory.
            A write ends in the page cache and not on the disk, unless it is forced; then the disk limits every method (a
            virtual disk can be as fast as the memory of its host). Without force, the cost of calls remains: a system
            call per byte is a million calls per megabyte, while a buffer or a block amortizes a call over thousands of
            bytes. A mapping needs no call, only a page fault when a page is first touched, or first written after a
            force. Compiled code checks the bounds of a buffer once per loop, not once per byte, so that writing to a
            mapping is nearly as fast as writing to memory. The published ratio of 1 : 4 : 8 was mostly the cost of calls
            and of less optimized code. An index gains from mapping: reads without calls, copies or heap, and one copy
            for all processes.""";

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the file (the folder for temporary files).")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(names = "--quick", description = "Fewer and shorter iterations: one minute, less precise.")
    private boolean quick;

    @Mixin
    private FiguresOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, RunnerException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(folder + ": no such folder; create it or give another --dir");
        }
        final ChainedOptionsBuilder options = new OptionsBuilder()
                .include(FileIoBenchmark.class.getName())
                .param("folder", folder.toAbsolutePath().toString())
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (quick) {
            options.warmupIterations(1)
                    .warmupTime(TimeValue.milliseconds(300))
                    .measurementIterations(2)
                    .measurementTime(TimeValue.milliseconds(300));
        }
        spec.commandLine().getErr().println("bench: measuring, for " + (quick ? "a minute" : "four minutes"));
        print(new Runner(options.build())
                .run().stream()
                        .map(IoCommand::figure)
                        .sorted(Comparator.comparing((Figure figure) -> !figure.writes())
                                .thenComparing(figure -> WAYS.indexOf(figure.way()))
                                .thenComparing(Figure::unit)
                                .thenComparing(Figure::forced))
                        .toList());
        return 0;
    }

    /**
     * The figures of a method.
     *
     * @param name of the measured method.
     * @param way through which bytes are written or read.
     * @param unit number of bytes at a time.
     */
    private record Figure(
            String name, boolean writes, String way, String unit, boolean forced, double rate, double error) {}

    private static Figure figure(final RunResult result) {
        final String name = result.getPrimaryResult().getLabel();
        final boolean writes = name.startsWith("write");
        final String rest = name.substring(writes ? "write".length() : "read".length());
        final String way = WAYS.stream().filter(rest::startsWith).findFirst().orElseThrow();
        return new Figure(
                name,
                writes,
                way,
                rest.substring(way.length()).toLowerCase(Locale.ROOT),
                "true".equals(result.getParams().getParam("force")),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError());
    }

    private void print(final List<Figure> measured) throws IOException {
        final Figures figures = new Figures("what", "way", "unit", "waits for disk", "MB/s", "+-", "published MB/s");
        figures.fact("java", Runtime.version().toString());
        figures.fact("folder", folder.toString());
        for (final Figure figure : measured) {
            figures.row(
                    figure.writes() ? "write" : "read",
                    NAMES.get(figure.way()),
                    figure.unit(),
                    figure.forced() ? "yes" : "no",
                    figure.rate(),
                    Double.isNaN(figure.error()) ? null : figure.error(),
                    figure.forced() ? null : PUBLISHED.get(figure.name()));
        }
        WHY.lines().forEach(figures::note);
        output.print(figures);
    }
}
