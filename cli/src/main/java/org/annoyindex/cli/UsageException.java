package org.annoyindex.cli;

import org.jspecify.annotations.Nullable;

/** A value on the command line cannot be used: exit code 2. The message says what to do. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(final @Nullable String message) {
        super(message);
    }
}
