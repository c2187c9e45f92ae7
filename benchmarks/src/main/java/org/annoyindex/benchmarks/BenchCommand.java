package org.annoyindex.benchmarks;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.annoyindex.benchmarks.data.DataConvertCommand;
import org.annoyindex.benchmarks.data.DataHdf5Command;
import org.annoyindex.benchmarks.data.DataSyntheticCommand;
import org.annoyindex.benchmarks.filters.FiltersCommand;
import org.annoyindex.benchmarks.input.InputCommand;
import org.annoyindex.benchmarks.memory.MemoryCommand;
import org.annoyindex.benchmarks.micro.MicroCommand;
import org.annoyindex.benchmarks.report.ReportCommand;
import org.annoyindex.benchmarks.run.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmarks, started by {@code bin/bench}. */
@Command(
        name = "bench",
        description = "Prepares data sets and measures searches.",
        subcommands = {
            CommandLine.HelpCommand.class,
            DataConvertCommand.class,
            DataSyntheticCommand.class,
            DataHdf5Command.class,
            RunCommand.class,
            ReportCommand.class,
            FiltersCommand.class,
            MemoryCommand.class,
            InputCommand.class,
            MicroCommand.class
        })
public final class BenchCommand {

    private BenchCommand() {}

    /**
     * Runs a subcommand and ends the process with its exit code.
     *
     * @param arguments the subcommand and its options
     */
    public static void main(final String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /**
     * The command line with all its subcommands. Unusable input ends with one line on the error stream and exit code 1,
     * invalid arguments with exit code 2.
     *
     * @return a new command line
     */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, command, arguments) -> {
                    command.getErr().println("bench: " + describe(exception));
                    return command.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    private static String describe(final Exception exception) {
        if (exception instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file; check the name";
        }
        if (exception instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access denied; check its permissions";
        }
        return exception.getMessage() == null ? exception.toString() : exception.getMessage();
    }
}
