package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reports every problem as one line on the error stream and an exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler, IExecutionStrategy {
    /** The remedy where a message from elsewhere has none. */
    private static final String CHECK = "; check the files and the space on their disk";

    private final BooleanSupplier stacktrace;

    ErrorReport(final BooleanSupplier stacktrace) {
        this.stacktrace = stacktrace;
    }

    @Override
    public int handleParseException(final ParameterException problem, final String[] arguments) {
        return report(problem.getCommandLine(), problem, UsageProblem.describe(problem), CommandLine.ExitCode.USAGE);
    }

    /** Runs a command, or shows its help; picocli itself does not catch an OutOfMemoryError. */
    @Override
    public int execute(final ParseResult parsed) {
        final List<CommandLine> commands = parsed.asCommandLineList();
        final CommandLine command = commands.get(commands.size() - 1);
        try {
            final int code = new CommandLine.RunLast().execute(parsed);
            final Optional<CommandOutput.FailedException> failure = CommandOutput.flush(command.getOut());
            return failure.isPresent() ? outputFailed(command, failure.get(), code) : code;
        } catch (final OutOfMemoryError ex) {
            return report(command, ex, message(ex), CommandLine.ExitCode.SOFTWARE);
        } catch (final CommandOutput.FailedException ex) {
            return outputFailed(command, ex, CommandLine.ExitCode.OK);
        }
    }

    /** A reader that closes a pipe has enough, which is no problem. */
    private int outputFailed(final CommandLine command, final CommandOutput.FailedException problem, final int code) {
        if (problem.isClosedPipe()) {
            return code;
        }
        final String message = "standard output cannot be written: " + problem.reason() + "; the results are incomplete"
                + ", check the space on its disk";
        return report(command, problem, message, CommandLine.ExitCode.SOFTWARE);
    }

    @Override
    public int handleExecutionException(final Exception problem, final CommandLine command, final ParseResult parsed) {
        if (problem instanceof CommandOutput.FailedException failed) {
            return outputFailed(command, failed, CommandLine.ExitCode.OK);
        }
        final int code = problem instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        return report(command, problem, message(problem), code);
    }

    private int report(final CommandLine command, final Throwable problem, final String message, final int code) {
        final PrintWriter err = command.getErr();
        // What was printed before belongs before the message; that it cannot be printed is the lesser problem.
        CommandOutput.flush(command.getOut());
        err.println("annoy: " + Escapes.visible(message.replaceAll("\\s*\\R\\s*", " ")));
        if (stacktrace.getAsBoolean()) {
            problem.printStackTrace(err);
        }
        return code;
    }

    private static String message(final Throwable problem) {
        if (problem instanceof OutOfMemoryError) {
            return "not enough memory (" + problem.getMessage()
                    + "); give Java more, such as -Xmx8g: java -Xmx8g -jar annoy.jar, or ANNOY_JAVA_OPTS=-Xmx8g";
        }
        if (problem instanceof IllegalStateException && problem.getCause() instanceof OutOfMemoryError cause) {
            return message(cause);
        }
        if (problem instanceof UncheckedIOException && problem.getCause() instanceof IOException cause) {
            return message(cause);
        }
        if (problem instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file; check the name";
        }
        if (problem instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access denied; check its permissions";
        }
        if (problem instanceof FileAlreadyExistsException existing) {
            return existing.getFile() + " exists already; name another";
        }
        if (problem instanceof FileSystemException file) {
            final String reason = file.getReason() == null ? problem.getClass().getSimpleName() : file.getReason();
            return file.getFile() + ": " + reason + CHECK;
        }
        if (problem instanceof IOException && problem.getMessage() != null) {
            return problem.getMessage().contains(";") ? problem.getMessage() : problem.getMessage() + CHECK;
        }
        if (problem instanceof UsageException
                || problem instanceof IllegalArgumentException
                || problem instanceof IllegalStateException) {
            return String.valueOf(problem.getMessage());
        }
        return problem + "; this should not happen: run again with --stacktrace and report it";
    }
}
