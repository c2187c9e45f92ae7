package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.Searcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what opening and searching a mapped index costs in time and memory; Linux only. */
@Command(
        name = "mapping",
        mixinStandardHelpOptions = true,
        description = {
            "Opens an index and shows the time it took and the memory it holds, then after 1, 10, 100, ... searches.",
            "With --wait it then waits for a line of input and shows its memory once more, so that several processes",
            "can be seen side by side (see 'sharing')."
        })
public final class MappingCommand implements Callable<Integer> {
    private static final int K = 10;

    @Parameters(paramLabel = "INDEX", description = "An index file.")
    private Path file;

    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Vectors to search for.")
    private Path queriesFile;

    @Option(names = "--wait", description = "Wait for a line of input at the end.")
    private boolean wait;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final List<float[]> queries = read();
        openOnce(); // loads the classes
        final long before = MappedMemory.process();
        final long start = System.nanoTime();
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            final double millis = (System.nanoTime() - start) / 1e6;
            final long added = MappedMemory.process() - before;
            out.printf(
                    Locale.ROOT,
                    "opened %,d bytes in %.2f ms; the process grew by %,d KiB%n",
                    Files.size(file),
                    millis,
                    added);
            out.println("after opening: " + MappedMemory.of(file));
            final Searcher searcher = index.searcher();
            long answers = 0;
            for (int q = 0, next = 1; q < queries.size(); q++) {
                for (final int id : searcher.nearest(queries.get(q), K, SearchOptions.defaults())
                        .ids()) {
                    answers = 31 * answers + id;
                }
                if (q + 1 == next || q + 1 == queries.size()) {
                    out.println("after " + (q + 1) + " searches: " + MappedMemory.of(file));
                    next *= 10;
                }
            }
            out.println("answers " + Long.toHexString(answers));
            out.flush();
            if (wait) {
                waitForLine();
                out.println("in the end: " + MappedMemory.of(file));
                out.flush();
                waitForLine();
            }
        }
        return 0;
    }

    /** Until a byte, or the end of the input. */
    @SuppressWarnings("ResultOfMethodCallIgnored")
    private static void waitForLine() throws IOException {
        System.in.read();
    }

    private static void openOnce() throws IOException {
        final Path other = Files.createTempFile("annoy-", ".annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 2)) {
            builder.add(new float[] {1, 2});
            builder.write(other);
            AnnoyIndex.load(other).close();
        } finally {
            Files.delete(other);
        }
    }

    private List<float[]> read() throws IOException {
        final List<float[]> queries = new ArrayList<>();
        try (VectorReader reader = VectorReader.open(queriesFile)) {
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                queries.add(vector.clone());
            }
        }
        return queries;
    }
}
