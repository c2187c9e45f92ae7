package org.annoyindex.cli;

import picocli.CommandLine.Option;

/** The number of threads of a command. */
final class ThreadsOption {
    @Option(names = "--threads", paramLabel = "N", description = "Threads to use (default: one per processor).")
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
