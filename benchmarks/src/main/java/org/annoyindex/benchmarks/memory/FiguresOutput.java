package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The output option of commands that print figures. */
public final class FiguresOutput {
    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (${DEFAULT-VALUE}).")
    private Figures.Format format;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /**
     * Prints figures to the output of the command.
     *
     * @param figures to print.
     * @throws IOException if they cannot be written.
     */
    public void print(final Figures figures) throws IOException {
        figures.print(command.commandLine().getOut(), format);
    }
}
