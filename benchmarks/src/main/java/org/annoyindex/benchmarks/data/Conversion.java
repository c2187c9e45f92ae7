package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.annoyindex.builder.input.FvecsWriter;

/**
 * Splits a source into a base and held-out queries, and writes both as {@code .fvecs}. For a labeled source it also
 * writes the base as text (label and numbers of each row) and the labels of the queries.
 *
 * <p>The source is read twice, to count its rows and to write them, so that only the queries are held in memory.
 */
final class Conversion {

    private static final int ROWS_BETWEEN_REPORTS = 100_000;

    private final String name;
    private final VectorSource source;
    private final int queries;
    private final long seed;
    private final Consumer<String> progress;

    Conversion(
            final String name,
            final VectorSource source,
            final int queries,
            final long seed,
            final Consumer<String> progress) {
        this.name = name;
        this.source = source;
        this.queries = queries;
        this.seed = seed;
        this.progress = progress;
    }

    /** Writes the {@link #outputs} to a folder, unless all of them exist. */
    void run(final Path folder) throws IOException {
        if (outputs(folder).stream().allMatch(Files::exists)) {
            progress.accept(name + ": converted files exist, nothing to do");
            return;
        }
        Files.createDirectories(folder);
        progress.accept(name + ": counting rows");
        final int rows = count();
        final HeldOut heldOut = HeldOut.choose(rows, queries, seed);
        try (OutputFiles files = new OutputFiles()) {
            write(heldOut, rows, folder, files);
            files.publish();
        }
        progress.accept(String.format(
                Locale.ROOT,
                "%s: wrote %,d base rows and %,d queries of %d dimensions to %s",
                name,
                rows - queries,
                queries,
                source.dimension(),
                folder));
    }

    /** The files that this conversion writes to a folder. */
    List<Path> outputs(final Path folder) {
        final List<Path> outputs = new ArrayList<>();
        outputs.add(folder.resolve(name + ".base.fvecs"));
        outputs.add(folder.resolve(name + ".queries.fvecs"));
        if (source.labeled()) {
            outputs.add(folder.resolve(name + ".base.txt"));
            outputs.add(folder.resolve(name + ".queries.txt"));
        }
        return outputs;
    }

    private int count() throws IOException {
        final int[] rows = new int[1];
        final int skipped = source.read((label, numbers, vector) -> rows[0]++);
        if (skipped > 0) {
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: skipped %,d rows that do not have %d numbers",
                    name,
                    skipped,
                    source.dimension()));
        }
        return rows[0];
    }

    private void write(final HeldOut heldOut, final int rows, final Path folder, final OutputFiles files)
            throws IOException {
        final float[][] queryVectors = new float[queries][];
        final String[] queryLabels = new String[queries];
        final FvecsWriter base = new FvecsWriter(files.create(folder.resolve(name + ".base.fvecs")));
        final OutputStream text =
                source.labeled() ? files.create(folder.resolve(name + ".base.txt")) : OutputStream.nullOutputStream();
        final int[] row = new int[1];
        source.read((label, numbers, vector) -> {
            final int current = row[0]++;
            if (heldOut.isQuery(current)) {
                queryVectors[heldOut.queryOf(current)] = vector.clone();
                queryLabels[heldOut.queryOf(current)] = label;
            } else {
                base.append(vector);
                text.write((label + (numbers.isEmpty() ? "" : " ") + numbers + "\n").getBytes(StandardCharsets.UTF_8));
            }
            if (row[0] % ROWS_BETWEEN_REPORTS == 0) {
                progress.accept(String.format(Locale.ROOT, "%s: %,d of %,d rows", name, row[0], rows));
            }
        });
        writeQueries(queryVectors, queryLabels, folder, files);
    }

    private void writeQueries(
            final float[][] vectors, final String[] labels, final Path folder, final OutputFiles files)
            throws IOException {
        final FvecsWriter writer = new FvecsWriter(files.create(folder.resolve(name + ".queries.fvecs")));
        for (final float[] vector : vectors) {
            writer.append(vector);
        }
        if (source.labeled()) {
            final OutputStream text = files.create(folder.resolve(name + ".queries.txt"));
            for (final String label : labels) {
                text.write((label + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
