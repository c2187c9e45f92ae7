package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.annoyindex.builder.input.IdsFile;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that restrict which items a search may find. */
final class FilterOptions {
    @ArgGroup
    private @Nullable Allowed allowed;

    @ArgGroup
    private @Nullable Denied denied;

    /** The allowed items, as ids or keys. */
    static final class Allowed {
        @Option(
                names = "--allow",
                paramLabel = "FILE",
                description = "Find only items with these ids: one per line, or a serialized RoaringBitmap.")
        private @Nullable Path ids;

        @Option(
                names = "--allow-keys",
                paramLabel = "FILE",
                description = "Find only items with these keys: a text file with one per line.")
        private @Nullable Path keys;
    }

    /** The denied items, as ids or keys. */
    static final class Denied {
        @Option(
                names = "--deny",
                paramLabel = "FILE",
                description = "Find no items with these ids; a file as for --allow.")
        private @Nullable Path ids;

        @Option(
                names = "--deny-keys",
                paramLabel = "FILE",
                description = "Find no items with these keys; a file as for --allow-keys.")
        private @Nullable Path keys;
    }

    /** Restricts a search of an index. */
    SearchOptions restrict(final SearchOptions all, final AnnoyIndex index, final Path indexFile) throws IOException {
        SearchOptions options = all;
        if (allowed != null) {
            options = options.filter(read("--allow", allowed.ids, allowed.keys, index, indexFile));
        }
        if (denied != null) {
            options = options.deny(read("--deny", denied.ids, denied.keys, index, indexFile));
        }
        return options;
    }

    /** Reads a file of ids or one of keys, whichever is given. */
    private static RoaringBitmap read(
            final String option,
            final @Nullable Path ids,
            final @Nullable Path keys,
            final AnnoyIndex index,
            final Path indexFile)
            throws IOException {
        if (keys == null) {
            return StandardInput.isMeantBy(Objects.requireNonNull(ids))
                    ? IdsFile.read(System.in, StandardInput.NAME)
                    : IdsFile.read(ids);
        }
        if (index.info().keyKind() == KeyKind.NONE) {
            throw new UsageException(indexFile + " has no keys; use " + option + " with ids, or build it with --keys");
        }
        return StandardInput.isMeantBy(keys)
                ? IdsFile.readKeys(System.in, StandardInput.NAME, index)
                : IdsFile.readKeys(keys, index);
    }

    /** Checks that neither the filters nor another input both come from standard input. */
    void requireStandardInputOnce(final @Nullable Path other) {
        StandardInput.requireOnce(
                other,
                allowed == null ? null : allowed.ids,
                allowed == null ? null : allowed.keys,
                denied == null ? null : denied.ids,
                denied == null ? null : denied.keys);
    }
}
