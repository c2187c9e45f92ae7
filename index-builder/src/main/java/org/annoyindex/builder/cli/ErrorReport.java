package org.annoyindex.builder.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever went wrong into one line on the error stream and an exit code. */
final class ErrorReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier stacktrace;

    ErrorReport(final BooleanSupplier stacktrace) {
        this.stacktrace = stacktrace;
    }

    @Override
    public int handleParseException(final ParameterException problem, final String[] arguments) {
        final CommandLine command = problem.getCommandLine();
        final String help = command.getParent() == null ? "annoy --help" : "annoy help " + command.getCommandName();
        return report(command, problem, problem.getMessage() + "; see '" + help + "'", CommandLine.ExitCode.USAGE);
    }

    @Override
    public int handleExecutionException(final Exception problem, final CommandLine command, final ParseResult parsed) {
        final int code = problem instanceof UsageException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        return report(command, problem, message(problem), code);
    }

    private int report(final CommandLine command, final Exception problem, final String message, final int code) {
        final PrintWriter err = command.getErr();
        err.println("annoy: " + message.replaceAll("\\s*\\R\\s*", " "));
        if (stacktrace.getAsBoolean()) {
            problem.printStackTrace(err);
        }
        return code;
    }

    private static String message(final Throwable problem) {
        if (problem instanceof UncheckedIOException unchecked) {
            return message(unchecked.getCause());
        }
        if (problem instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file; check the name";
        }
        if (problem instanceof AccessDeniedException denied) {
            return denied.getFile() + ": access denied; check its permissions";
        }
        if (problem instanceof FileSystemException file && file.getReason() != null) {
            return file.getFile() + ": " + file.getReason();
        }
        if (problem instanceof IOException && problem.getMessage() != null) {
            return problem.getMessage();
        }
        if (problem instanceof UsageException
                || problem instanceof IllegalArgumentException
                || problem instanceof IllegalStateException) {
            return problem.getMessage();
        }
        return problem + "; this should not happen: run again with --stacktrace and report it";
    }
}
