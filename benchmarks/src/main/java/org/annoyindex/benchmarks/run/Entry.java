package org.annoyindex.benchmarks.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A library that is to take part: how its process is started and what it is asked.
 *
 * @param id for files and options.
 * @param label for people.
 * @param language it is written in.
 * @param kernel how its inner loops run.
 * @param command that starts its process.
 * @param environment set for the process, beside the harness's own.
 * @param program what {@code bin/bench install} makes of it.
 * @param ageOfProgram whether its index must be built again when the program has changed, as its version does not say.
 * @param threads that build.
 * @param buildParameters of its index.
 * @param sweeps settings to search with, each sweep from little effort to much.
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
