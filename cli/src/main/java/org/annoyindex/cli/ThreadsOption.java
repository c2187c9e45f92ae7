package org.annoyindex.cli;

import picocli.CommandLine.Option;

/** How many threads a command works with. */
final class ThreadsOption {
    @Option(names = "--threads", paramLabel = "N", description = "Threads to work with (one a processor).")
    private Integer threads;

    void check() {
        if (threads != null) {
            OptionValues.atLeast(1, "--threads", threads);
        }
    }

    int count() {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
