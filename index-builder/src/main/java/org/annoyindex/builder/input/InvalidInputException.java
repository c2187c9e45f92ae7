package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An input file that cannot be used as it is.
 *
 * <p>The message is one line that can be shown to users:
 *
 * <pre>{@code <file>:line <N>: <what is wrong: expected, found> ; <what to do>}</pre>
 *
 * <p>Binary formats have {@code row <N>} instead of {@code line <N>}, and messages about the whole file have neither. Lines,
 * rows and components count from 1.
 */
public final class InvalidInputException extends IOException {
    private static final int LONGEST_QUOTE = 40;

    private InvalidInputException(final String where, final String problem, final String remedy) {
        super(oneLine(where + ": " + problem + " ; " + remedy));
    }

    static InvalidInputException ofFile(final Path file, final String problem, final String remedy) {
        return new InvalidInputException(file.toString(), problem, remedy);
    }

    static InvalidInputException atLine(final Path file, final long line, final String problem, final String remedy) {
        return new InvalidInputException(file + ":line " + line, problem, remedy);
    }

    static InvalidInputException atRow(final Path file, final long row, final String problem, final String remedy) {
        return new InvalidInputException(file + ":row " + row, problem, remedy);
    }

    static InvalidInputException cannotOpen(final Path file, final IOException cause) {
        final InvalidInputException exception;
        if (cause instanceof NoSuchFileException) {
            exception = ofFile(file, "no such file", "check the path");
        } else if (cause instanceof AccessDeniedException) {
            exception = ofFile(file, "no permission to read the file", "change its permissions or the user");
        } else {
            final boolean hasReason = cause instanceof FileSystemException failure && failure.getReason() != null;
            final String reason = hasReason ? ((FileSystemException) cause).getReason() : cause.toString();
            exception = ofFile(file, "cannot be opened (" + reason + ")", "check the path and the file system");
        }
        exception.initCause(cause);
        return exception;
    }

    /** Quotes the text that was found and shortens it. */
    static String quote(final String found) {
        return found.length() <= LONGEST_QUOTE
                ? '"' + found + '"'
                : '"' + found.substring(0, LONGEST_QUOTE) + "...\" (" + found.length() + " characters)";
    }

    /** Names and fields are not trusted: they may contain line breaks and terminal escapes. */
    private static String oneLine(final String message) {
        return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
