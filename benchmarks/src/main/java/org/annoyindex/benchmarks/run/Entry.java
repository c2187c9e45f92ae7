package org.annoyindex.benchmarks.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A library to measure: how to start its process, and its parameters.
 *
 * @param id for files and options.
 * @param label to display.
 * @param language of its implementation.
 * @param kernel implementation of its inner loops.
 * @param command that starts its process.
 * @param environment variables to add for the process.
 * @param program the file that {@code bin/bench install} creates.
 * @param ageOfProgram whether its index must be rebuilt when the program is newer, as its version does not show
 *     changes.
 * @param threads number of threads that build.
 * @param buildParameters of its index.
 * @param sweeps search settings; the effort of each sweep ascends.
 */
record Entry(
        String id,
        String label,
        String language,
        String kernel,
        List<String> command,
        Map<String, String> environment,
        Path program,
        boolean ageOfProgram,
        int threads,
        Parameters buildParameters,
        List<List<Parameters>> sweeps) {
    ResultLine.Library library(final String version) {
        return new ResultLine.Library(id, label, version, language, kernel);
    }
}
