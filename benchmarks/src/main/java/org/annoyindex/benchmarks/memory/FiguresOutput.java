package org.annoyindex.benchmarks.memory;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command prints its figures. */
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
     * Prints on the command's output.
     *
     * @param figures to print.
     * @throws IOException when they cannot be written.
     */
    public void print(final Figures figures) throws IOException {
        figures.print(command.commandLine().getOut(), format);
    }
}
