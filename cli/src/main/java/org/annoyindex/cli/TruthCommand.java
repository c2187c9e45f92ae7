package org.annoyindex.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.SearchOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Finds the exact neighbors of many queries, as ground truth for {@code annoy eval}. */
@Command(
        name = "truth",
        description = "Finds the exact neighbors of queries, as ground truth for 'eval' and 'tune'.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy truth words.annoy --queries q.fvecs --output gt.ivecs -k 100",
            "  annoy eval words.annoy --queries q.fvecs --truth gt.ivecs"
        })
final class TruthCommand implements Callable<Integer> {
    @Mixin
    private IndexArgument input;

    @Mixin
    private QueriesOption queryFile;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The .ivecs file to write, or - for standard output: a row of ids per query, nearest first.")
    private Path output;

    @Option(
            names = {"-k", "--neighbors"},
            paramLabel = "K",
            defaultValue = "100",
            description = "Number of neighbors (default: ${DEFAULT-VALUE}).")
    private int k;

    @Mixin
    private ThreadsOption threads;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OptionValues.atLeast(1, "-k", k);
        threads.check();
        final long start = System.nanoTime();
        OutputFile.check(output, input.file(), queryFile.file());
        final ExecutorService pool = Executors.newFixedThreadPool(threads.count());
        try (AnnoyIndex index = input.load()) {
            final float[][] queries = queryFile.read(index, spec.commandLine().getErr());
            final int[][] truth = exactNeighbors(index, queries, pool);
            write(truth);
            (OutputFile.isStandard(output)
                            ? spec.commandLine().getErr()
                            : spec.commandLine().getOut())
                    .printf(
                            Locale.ROOT,
                            "%s: %,d queries x %d, %.1f s%n",
                            output,
                            truth.length,
                            Math.min(k, index.size()),
                            (System.nanoTime() - start) / 1e9);
        } finally {
            pool.shutdownNow();
        }
        return 0;
    }

    private int[][] exactNeighbors(final AnnoyIndex index, final float[][] queries, final Executor pool) {
        try {
            return index.nearestAll(Queries.of(queries), k, SearchOptions.exact(), pool).join().stream()
                    .map(Neighbors::ids)
                    .toArray(int[][]::new);
        } catch (final CompletionException ex) {
            throw ex.getCause() instanceof UncheckedIOException damaged ? damaged : ex;
        }
    }

    private void write(final int[][] truth) throws IOException {
        try (OutputFile file = OutputFile.open(output, spec.commandLine().getOut());
                OutputStream bytes = file.bytes()) {
            final MatrixWriter rows = MatrixWriter.vecs(bytes);
            for (final int[] ids : truth) {
                rows.write(ids);
            }
            bytes.flush();
            file.commit();
        }
    }
}
