package org.annoyindex.benchmarks;

import org.annoyindex.benchmarks.data.DataConvertCommand;
import org.annoyindex.benchmarks.data.DataHdf5Command;
import org.annoyindex.benchmarks.data.DataSyntheticCommand;
import org.annoyindex.benchmarks.memory.MappingCommand;
import org.annoyindex.benchmarks.memory.SharingCommand;
import org.annoyindex.benchmarks.micro.MicroCommand;
import org.annoyindex.benchmarks.run.RunCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line, started by {@code bin/bench}. */
@Command(
        name = "bench",
        description = "Prepares data sets and measures searches.",
        subcommands = {
            CommandLine.HelpCommand.class,
            DataConvertCommand.class,
            DataSyntheticCommand.class,
            DataHdf5Command.class,
            RunCommand.class,
            MicroCommand.class,
            MappingCommand.class,
            SharingCommand.class
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
     * The command line with all its subcommands. Input that cannot be used ends in one line on the error stream and exit
     * code 1, arguments that make no sense in exit code 2.
     *
     * @return a new command line
     */
    public static CommandLine commandLine() {
        return new CommandLine(new BenchCommand()).setExecutionExceptionHandler((exception, command, arguments) -> {
            command.getErr().println("bench: " + describe(exception));
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
    }

    private static String describe(final Exception exception) {
        return exception.getMessage() == null ? exception.toString() : exception.getMessage();
    }
}
