package org.annoyindex.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How the answers to queries are written. */
enum AnswerFormat {
    /** For people. */
    TEXT("txt"),
    /** For spreadsheets and scripts: a header line, then fields separated by tabs. */
    TSV("tsv"),
    /** For programs: one array of all queries. */
    JSON("json"),
    /** For programs: a line for each query. */
    JSONL("jsonl"),
    /** A row of ids for each query. */
    IVECS("ivecs"),
    /** A row of distances for each query. */
    FVECS("fvecs"),
    /** A NumPy array of ids, int32. */
    NPY("npy");

    private final String ending;

    AnswerFormat(final String ending) {
        this.ending = ending;
    }

    /** The format that the ending of a file's name says. */
    static Optional<AnswerFormat> ofName(final Path file) {
        final String name = file.toString().toLowerCase(Locale.ROOT);
        for (final AnswerFormat format : values()) {
            if (name.endsWith("." + format.ending)) {
                return Optional.of(format);
            }
        }
        return name.endsWith(".ndjson") ? Optional.of(JSONL) : Optional.empty();
    }

    /** Whether this is text rather than an array of numbers. */
    boolean isText() {
        return this == TEXT || this == TSV || this == JSON || this == JSONL;
    }
}
