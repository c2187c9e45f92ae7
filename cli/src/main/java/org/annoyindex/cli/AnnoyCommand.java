package org.annoyindex.cli;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        description = "Finds approximate nearest neighbors in one memory-mapped file.",
        mixinStandardHelpOptions = true,
        versionProvider = AnnoyCommand.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a file cannot be read or written, or has the wrong content",
            "2:wrong options or values: an unknown metric, label or item, a k of 0, a query of another dimension"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy demo",
            "  annoy build --input words.txt --metric angular --output words.annoy",
            "  annoy query words.annoy --label coffee -k 5",
            "  annoy help build"
        })
public final class AnnoyCommand implements Callable<Integer> {
    /** The commands by name, in the order of the help. Each class names itself the same. */
    static final Map<String, Class<?>> COMMANDS = commands();

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
        System.exit(commandLine(arguments)
                .setOut(CommandOutput.ofProcess())
                .setErr(CommandOutput.errorsOfProcess())
                .execute(arguments));
    }

    private static Map<String, Class<?>> commands() {
        final Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("build", BuildCommand.class);
        commands.put("convert", ConvertCommand.class);
        commands.put("query", QueryCommand.class);
        commands.put("info", InfoCommand.class);
        commands.put("eval", EvalCommand.class);
        commands.put("truth", TruthCommand.class);
        commands.put("tune", TuneCommand.class);
        commands.put("compare", CompareCommand.class);
        commands.put("export", ExportCommand.class);
        commands.put("demo", DemoCommand.class);
        commands.put("help", CommandLine.HelpCommand.class);
        return commands;
    }

    /** The commands that picocli has to know: describing all of them takes longer than most searches. */
    private static Collection<Class<?>> needed(final String... arguments) {
        final String first = arguments.length == 0 ? "" : arguments[0];
        final Class<?> named = COMMANDS.get(first);
        if (named != null && named != CommandLine.HelpCommand.class) {
            return List.of(named);
        }
        return first.equals("--version") || first.equals("-V") ? List.of() : COMMANDS.values();
    }

    /**
     * The command line, to be executed in this process. If the first argument is a command, it knows this one only.
     *
     * @param arguments that it will be executed with.
     * @return the command line.
     */
    static CommandLine commandLine(final String... arguments) {
        final AnnoyCommand command = new AnnoyCommand();
        final LiteralCommandLine line = new LiteralCommandLine(command);
        for (final Class<?> subcommand : needed(arguments)) {
            line.addSubcommand(subcommand);
        }
        final UsageMessageSpec shared = line.getCommandSpec().usageMessage();
        for (final CommandLine subcommand : line.getSubcommands().values()) {
            subcommand
                    .getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading(shared.exitCodeListHeading())
                    .exitCodeList(shared.exitCodeList());
        }
        final ErrorReport errors = new ErrorReport(() -> command.stacktrace);
        line.setLiteral();
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExecutionStrategy(errors);
    }

    /** Without a command: shows the help. */
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
