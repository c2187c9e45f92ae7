package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how to read vectors, and what to do with rows that cannot be read. */
final class InputOptions {
    private static final int BAD_ROWS_SHOWN = 10;

    @Option(
            names = {"--input-format", "--format"},
            paramLabel = "FORMAT",
            description =
                    "The format of the vectors, if content and name do not say it: fvecs, bvecs, ivecs, fbin, u8bin,"
                            + " i8bin, f32, npy, npz, text, word2vec, csv, tsv, json, hdf5, parquet or arrow.")
    private @Nullable String format;

    @Option(
            names = "--labels",
            paramLabel = "PLACE",
            description = "Where text and tables have labels: first (column) or none (default: guessed).")
    private ReadOptions.@Nullable Labels labels;

    @Option(names = "--label-column", paramLabel = "COLUMN", description = "The column of labels: its name or number.")
    private @Nullable String labelColumn;

    @Option(
            names = "--key-column",
            paramLabel = "COLUMN",
            description = "The column of keys, if not that of labels: its name or number.")
    private @Nullable String keyColumn;

    @Option(
            names = {"--columns", "--vector-column"},
            split = ",",
            paramLabel = "COLUMN",
            description = "The columns of components: names, numbers or ranges such as 3-102; or one column of lists.")
    private List<String> columns = List.of();

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "What separates values in a table: a character, comma, semicolon, tab, space or pipe.")
    private @Nullable String delimiter;

    @Option(names = "--encoding", paramLabel = "NAME", description = "The encoding of text (default: UTF-8).")
    private @Nullable String encoding;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = "The array to read from .npz or .hdf5, if there are several.")
    private @Nullable String dataset;

    @Option(
            names = "--on-error",
            paramLabel = "WHAT",
            defaultValue = "fail",
            description = "At a row that cannot be read: fail or skip (default: ${DEFAULT-VALUE}).")
    private OnError onError;

    private final List<String> badRows = new ArrayList<>();
    private long badRowCount;
    private long unreadRows;

    /** What to do with a row that cannot be read. */
    enum OnError {
        /** End with an error. */
        FAIL,

        /** Leave it out and go on. */
        SKIP
    }

    /**
     * Opens a file of queries, or standard input, and says what was guessed. The dimension is that of the index, for formats that do
     * not say it; where they do, the caller compares.
     */
    VectorReader open(final Path file, final ReadOptions base, final int dimension, final PrintWriter notes)
            throws IOException {
        final boolean raw = format == null
                ? StandardInput.nameOf(file).toLowerCase(Locale.ROOT).matches(".*\\.f32(\\.gz|\\.zst)?")
                : format.equalsIgnoreCase("f32");
        return open(file, raw ? base.dimension(dimension) : base, notes);
    }

    /** Opens a file of vectors, or standard input, and says what was guessed. */
    VectorReader open(final Path file, final ReadOptions base, final PrintWriter notes) throws IOException {
        final ReadOptions options = options(base);
        final VectorReader reader = StandardInput.isMeantBy(file)
                ? VectorReaders.open(System.in, StandardInput.nameOf(file), options)
                : VectorReaders.open(file, options);
        if (!reader.guess().isEmpty()) {
            notes.println("annoy: note: " + StandardInput.nameOf(file) + ": " + printable(reader.guess()));
        }
        return reader;
    }

    /** Names of columns are not trusted: they may contain terminal escapes. */
    private static String printable(final String text) {
        return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }

    private ReadOptions options(final ReadOptions base) {
        ReadOptions options = base;
        try {
            options = format == null ? options : options.format(VectorFormat.fromName(format));
        } catch (final IllegalArgumentException ex) {
            final List<String> names = Arrays.stream(VectorFormat.values())
                    .map(VectorFormat::lowerCaseName)
                    .toList();
            throw new UsageException(ex.getMessage() + UsageProblem.didYouMean(String.valueOf(format), names));
        }
        options = labels == null ? options : options.labels(labels);
        options = labelColumn == null ? options : options.labelColumn(labelColumn);
        options = keyColumn == null ? options : options.keyColumn(keyColumn);
        options = columns.isEmpty() ? options : options.columns(columns);
        options = delimiter == null ? options : options.delimiter(delimiter(delimiter));
        options = encoding == null ? options : options.encoding(charset(encoding));
        options = dataset == null ? options : options.dataset(dataset);
        return skips() ? options.skipBadRows(this::unread) : options;
    }

    private static char delimiter(final String text) {
        final String character = switch (text.toLowerCase(Locale.ROOT)) {
            case "comma" -> ",";
            case "semicolon" -> ";";
            case "tab", "\\t" -> "\t";
            case "space" -> " ";
            case "pipe" -> "|";
            default -> text;
        };
        if (character.length() != 1 || character.matches("[\"\r\n]")) {
            throw new UsageException("--delimiter is " + InvalidInputException.quote(text)
                    + "; give one character, or comma, semicolon, tab, space or pipe");
        }
        return character.charAt(0);
    }

    private static Charset charset(final String name) {
        try {
            return Charset.forName(name);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException("unknown encoding " + InvalidInputException.quote(name)
                    + "; for instance UTF-16, ISO-8859-1 or windows-1252");
        }
    }

    /** Skips an item that was read but cannot be used, or throws its problem. */
    void skipOrThrow(final IOException problem) throws IOException {
        if (!skips()) {
            throw problem;
        }
        skipped(problem);
    }

    /** Number of rows that could not be read, so far: in another file that has a line for each, theirs are to be skipped, too. */
    long unreadRows() {
        return unreadRows;
    }

    private void unread(final IOException problem) {
        unreadRows++;
        skipped(problem);
    }

    private boolean skips() {
        return onError == OnError.SKIP;
    }

    private void skipped(final IOException problem) {
        badRowCount++;
        if (badRows.size() < BAD_ROWS_SHOWN) {
            badRows.add(String.valueOf(problem.getMessage()));
        }
    }

    /** Prints which rows were skipped. */
    void report(final PrintWriter notes) {
        if (badRowCount > 0) {
            notes.println("annoy: note: " + badRowCount + (badRowCount == 1 ? " row was" : " rows were") + " skipped"
                    + (badRowCount > badRows.size() ? "; the first " + badRows.size() : "") + ":");
            badRows.forEach(row -> notes.println("  " + row.replaceAll("\\s*\\R\\s*", " ")));
        }
    }
}
