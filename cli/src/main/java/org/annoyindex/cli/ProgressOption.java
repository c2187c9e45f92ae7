package org.annoyindex.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Whether a command shows its progress. */
final class ProgressOption {
    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    /** Where progress is shown: on the error stream, or nowhere. */
    ProgressDisplay display(final PrintWriter err) {
        return ProgressDisplay.on(quiet ? null : err);
    }
}
