package org.annoyindex.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Standard input, which a command reads in place of a file named {@code -}. */
final class StandardInput {
    /** What messages call it. */
    static final String NAME = "standard input";

    private static final Path SIGN = Path.of("-");

    private StandardInput() {}

    /** Whether a file's name stands for it. */
    static boolean isMeantBy(final Path file) {
        return file.equals(SIGN);
    }

    /** What messages call a file. */
    static String nameOf(final Path file) {
        return isMeantBy(file) ? NAME : file.toString();
    }

    /** Checks that no two of a command's inputs come from it; those that are not given are null. */
    static void requireOnce(final @Nullable Path... files) {
        if (Arrays.stream(files)
                        .filter(Objects::nonNull)
                        .filter(StandardInput::isMeantBy)
                        .count()
                > 1) {
            throw new UsageException("two inputs cannot both come from standard input; name a file for one of them");
        }
    }
}
