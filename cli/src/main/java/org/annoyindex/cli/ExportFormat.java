package org.annoyindex.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the items of an index are written. */
enum ExportFormat {
    /** A NumPy array of float32. */
    NPY,
    /** Rows of float32, each behind its dimension. */
    FVECS,
    /** A header, then key and label if there are any, and a column per component. */
    CSV,
    /** The same, separated by tabs. */
    TSV,
    /** An object per line: id, key and label if there are any, and the vector. */
    JSONL;

    /** The format that the ending of a file's name says. */
    static Optional<ExportFormat> ofName(final Path file) {
        final String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".ndjson")
                ? Optional.of(JSONL)
                : Arrays.stream(values())
                        .filter(format -> name.endsWith("." + format))
                        .findFirst();
    }

    /** The endings of names, for messages. */
    static String endings() {
        return Arrays.stream(values()).map(format -> "." + format).collect(Collectors.joining(", "));
    }

    /** The name on the command line, and the ending of a file's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether key and label have a place. */
    boolean hasNames() {
        return this == CSV || this == TSV || this == JSONL;
    }
}
