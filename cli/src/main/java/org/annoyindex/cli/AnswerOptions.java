package org.annoyindex.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.annoyindex.core.Metric;
import org.annoyindex.query.Neighbors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the answers to queries are written, and how. */
final class AnswerOptions {
    /** Stands for no item, as in FAISS. */
    private static final int NO_ITEM = -1;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description =
                    "text, tsv, json, jsonl (a line per query), ivecs or npy (ids), or fvecs (distances); default: what"
                            + " the name of --output says, else text.")
    private @Nullable AnswerFormat format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the answers into this file (default: standard output, -).")
    private @Nullable Path file;

    @Option(
            names = "--distances",
            paramLabel = "FILE",
            description =
                    "Also write the distances into this file, .npy (float32) or .fvecs, as the ids are in an .npy or"
                            + " .ivecs --output.")
    private @Nullable Path distances;

    /** Checks the options before the index is opened. */
    void check(final boolean explain, final Path... sources) throws IOException {
        if (explain && format() != AnswerFormat.TEXT && format() != AnswerFormat.JSON) {
            throw new UsageException("--explain has no " + format().name().toLowerCase(java.util.Locale.ROOT)
                    + " output; use text or json");
        }
        if (file != null) {
            OutputFile.check(file, sources);
        }
        if (distances == null) {
            return;
        }
        distancesFormat();
        OutputFile.check(distances, sources);
        if (file != null
                && file.toAbsolutePath()
                        .normalize()
                        .equals(distances.toAbsolutePath().normalize())) {
            throw new UsageException("--output and --distances are the same file; name two");
        }
    }

    AnswerFormat format() {
        if (format != null) {
            return format;
        }
        if (file == null || OutputFile.isStandard(file)) {
            return AnswerFormat.TEXT;
        }
        return AnswerFormat.ofName(file)
                .orElseThrow(() -> new UsageException("the name of --output " + file
                        + " does not say a format; give --output-format, or an ending such as .tsv, .jsonl or .npy"));
    }

    private AnswerFormat distancesFormat() {
        final Optional<AnswerFormat> named = distances == null ? Optional.empty() : AnswerFormat.ofName(distances);
        return named.filter(one -> one == AnswerFormat.NPY || one == AnswerFormat.FVECS)
                .orElseThrow(() -> new UsageException(
                        "--distances is " + distances + "; give a name that ends in .npy or .fvecs"));
    }

    /** Writes or prints text. */
    void print(final PrintWriter out, final OutputFile.Printing printing) throws IOException {
        if (file == null) {
            printing.print(out);
            return;
        }
        try (OutputFile target = OutputFile.open(file, out)) {
            target.print(printing);
            target.commit();
        }
    }

    /**
     * Writes the answers to queries.
     *
     * @param out what the command prints.
     * @param printer of text.
     * @param queries their names.
     * @param results by query.
     * @param width the number of columns of arrays; 0 for as many as the longest answer needs.
     * @param metric decides which distance is infinitely far.
     */
    void write(
            final PrintWriter out,
            final NeighborsPrinter printer,
            final List<String> queries,
            final List<Neighbors> results,
            final int width,
            final Metric metric)
            throws IOException {
        final int columns = width > 0
                ? width
                : results.stream().mapToInt(Neighbors::size).max().orElse(0);
        if (format().isText()) {
            print(out, to -> printer.print(to, queries, results, format()));
        } else {
            try (OutputFile target = OutputFile.open(file == null ? Path.of("-") : file, out)) {
                writeArray(target, results, columns, metric, format(), format() == AnswerFormat.FVECS);
                target.commit();
            }
        }
        if (distances != null) {
            try (OutputFile target = OutputFile.open(distances, out)) {
                writeArray(target, results, columns, metric, distancesFormat(), true);
                target.commit();
            }
        }
    }

    private static void writeArray(
            final OutputFile target,
            final List<Neighbors> results,
            final int columns,
            final Metric metric,
            final AnswerFormat format,
            final boolean distances)
            throws IOException {
        try (OutputStream bytes = new BufferedOutputStream(target.bytes())) {
            final MatrixWriter rows;
            if (format != AnswerFormat.NPY) {
                rows = MatrixWriter.vecs(bytes);
            } else if (distances) {
                rows = MatrixWriter.npyOfFloats(bytes, results.size(), columns);
            } else {
                rows = MatrixWriter.npyOfInts(bytes, results.size(), columns);
            }
            for (final Neighbors found : results) {
                if (distances) {
                    final float[] row = Arrays.copyOf(found.distances(), columns);
                    Arrays.fill(
                            row,
                            found.size(),
                            columns,
                            metric == Metric.DOT ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
                    rows.write(row);
                } else {
                    final int[] row = Arrays.copyOf(found.ids(), columns);
                    Arrays.fill(row, found.size(), columns, NO_ITEM);
                    rows.write(row);
                }
            }
        }
    }
}
