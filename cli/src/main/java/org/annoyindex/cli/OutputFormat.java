package org.annoyindex.cli;

/** How results are printed. */
enum OutputFormat {
    /** For people. */
    TEXT,
    /** For spreadsheets and scripts: a header line, then fields separated by tabs. */
    TSV,
    /** For programs. */
    JSON
}
