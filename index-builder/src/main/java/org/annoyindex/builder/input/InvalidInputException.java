package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An input that cannot be used as it is.
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

    /** Whether only one row is bad, and the rows behind it can be read. */
    private final boolean ofOneRow;

    private InvalidInputException(
            final String where, final String problem, final String remedy, final boolean ofOneRow) {
        super(oneLine(where + ": " + problem + " ; " + remedy));
        this.ofOneRow = ofOneRow;
    }

    /**
     * A problem of a whole input.
     *
     * @param input its name.
     * @param problem what is wrong.
     * @param remedy what to do.
     * @return the exception.
     */
    public static InvalidInputException ofFile(final String input, final String problem, final String remedy) {
        return new InvalidInputException(input, problem, remedy, false);
    }

    /**
     * A problem of a text in or before a line, behind which nothing can be read.
     *
     * @param input its name.
     * @param line number, from 1.
     * @param problem what is wrong.
     * @param remedy what to do.
     * @return the exception.
     */
    public static InvalidInputException atLine(
            final String input, final long line, final String problem, final String remedy) {
        return new InvalidInputException(input + ":line " + line, problem, remedy, false);
    }

    /**
     * A problem of an input without lines in or before a row, behind which nothing can be read.
     *
     * @param input its name.
     * @param row number, from 1.
     * @param problem what is wrong.
     * @param remedy what to do.
     * @return the exception.
     */
    public static InvalidInputException atRow(
            final String input, final long row, final String problem, final String remedy) {
        return new InvalidInputException(input + ":row " + row, problem, remedy, false);
    }

    /**
     * A problem of one line only: the lines behind it can be read.
     *
     * @param input its name.
     * @param line number, from 1.
     * @param problem what is wrong.
     * @param remedy what to do.
     * @return the exception.
     */
    public static InvalidInputException badLine(
            final String input, final long line, final String problem, final String remedy) {
        return new InvalidInputException(input + ":line " + line, problem, remedy, true);
    }

    /**
     * A problem of one row only: the rows behind it can be read.
     *
     * @param input its name.
     * @param row number, from 1.
     * @param problem what is wrong.
     * @param remedy what to do.
     * @return the exception.
     */
    public static InvalidInputException badRow(
            final String input, final long row, final String problem, final String remedy) {
        return new InvalidInputException(input + ":row " + row, problem, remedy, true);
    }

    /**
     * A file that cannot be opened.
     *
     * @param file the file.
     * @param cause why.
     * @return the exception.
     */
    public static InvalidInputException cannotOpen(final Path file, final IOException cause) {
        final String name = file.toString();
        final InvalidInputException exception;
        if (cause instanceof NoSuchFileException) {
            exception = ofFile(name, "no such file", "check the path");
        } else if (cause instanceof AccessDeniedException) {
            exception = ofFile(name, "no permission to read the file", "change its permissions or the user");
        } else {
            final boolean hasReason = cause instanceof FileSystemException failure && failure.getReason() != null;
            final String reason = hasReason ? ((FileSystemException) cause).getReason() : cause.toString();
            exception = ofFile(name, "cannot be opened (" + reason + ")", "check the path and the file system");
        }
        exception.initCause(cause);
        return exception;
    }

    /**
     * Whether only one row is bad, so that the reader can continue with the next; see {@link ReadOptions#skipBadRows}.
     *
     * @return false if nothing behind the problem can be read.
     */
    public boolean isOfOneRow() {
        return ofOneRow;
    }

    /**
     * Quotes text that was found, shortened if it is long.
     *
     * @param found any text.
     * @return the text in quotes.
     */
    public static String quote(final String found) {
        return found.length() <= LONGEST_QUOTE
                ? '"' + found + '"'
                : '"' + found.substring(0, LONGEST_QUOTE) + "...\" (" + found.length() + " characters)";
    }

    /** Names and fields are not trusted: they may contain line breaks and terminal escapes. */
    private static String oneLine(final String message) {
        return message.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
    }
}
