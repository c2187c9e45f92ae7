package org.annoyindex.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code annoy} command line. */
@Command(
        name = "annoy",
        description = "Approximate nearest neighbors from one memory-mapped file.",
        mixinStandardHelpOptions = true,
        versionProvider = AnnoyCommand.Version.class,
        subcommands = {
            BuildCommand.class,
            ConvertCommand.class,
            QueryCommand.class,
            InfoCommand.class,
            EvalCommand.class,
            TruthCommand.class,
            TuneCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a file could not be read or written, or does not hold what it should",
            "2:the command was given wrong options or values: an unknown metric or label, no such item, a k of 0, "
                    + "a query of another dimension"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy demo",
            "  annoy build --input words.txt --metric angular --output words.annoy",
            "  annoy query words.annoy --label coffee -k 5",
            "  annoy help build"
        })
public final class AnnoyCommand implements Callable<Integer> {
    @Option(names = "--stacktrace", hidden = true, scope = ScopeType.INHERIT)
    private boolean stacktrace;

    @Spec
    private CommandSpec spec;

    private AnnoyCommand() {}

    /**
     * Runs a command and ends the process with its exit code.
     *
     * @param arguments of the command line.
     */
    public static void main(final String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** @return the command line, to be executed in this process. */
    static CommandLine commandLine() {
        final AnnoyCommand command = new AnnoyCommand();
        final ErrorReport errors = new ErrorReport(() -> command.stacktrace);
        final CommandLine line = new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(errors);
        final UsageMessageSpec shared = line.getCommandSpec().usageMessage();
        line.getSubcommands()
                .values()
                .forEach(subcommand -> subcommand
                        .getCommandSpec()
                        .usageMessage()
                        .exitCodeListHeading(shared.exitCodeListHeading())
                        .exitCodeList(shared.exitCodeList()));
        return line;
    }

    /** No command was named: shows which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            final String version = AnnoyCommand.class.getPackage().getImplementationVersion();
            return new String[] {"annoy " + (version == null ? "(not from a jar)" : version)};
        }
    }
}
