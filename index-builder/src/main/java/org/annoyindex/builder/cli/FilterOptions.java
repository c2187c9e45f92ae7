package org.annoyindex.builder.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.input.IdsFile;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
import org.roaringbitmap.RoaringBitmap;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which items may be found. */
final class FilterOptions {
    @ArgGroup
    private Allowed allowed;

    @ArgGroup
    private Denied denied;

    /** Those that may be found, in one of two forms. */
    static final class Allowed {
        @Option(
                names = "--allow",
                paramLabel = "FILE",
                description = "Find items of these ids only: one a line, or a serialized RoaringBitmap.")
        private Path ids;

        @Option(
                names = "--allow-keys",
                paramLabel = "FILE",
                description = "Find items of these keys only, one a line of a text file.")
        private Path keys;
    }

    /** Those that may not be found, in one of two forms. */
    static final class Denied {
        @Option(
                names = "--deny",
                paramLabel = "FILE",
                description = "Find no items of these ids; a file like --allow's.")
        private Path ids;

        @Option(
                names = "--deny-keys",
                paramLabel = "FILE",
                description = "Find no items of these keys; a file like --allow-keys'.")
        private Path keys;
    }

    /** Restricts a search of an index. */
    SearchOptions restrict(final SearchOptions all, final AnnoyIndex index, final Path indexFile) throws IOException {
        SearchOptions options = all;
        if (allowed != null) {
            options = options.filter(
                    allowed.ids != null ? IdsFile.read(allowed.ids) : keys("--allow", allowed.keys, index, indexFile));
        }
        if (denied != null) {
            options = options.deny(
                    denied.ids != null ? IdsFile.read(denied.ids) : keys("--deny", denied.keys, index, indexFile));
        }
        return options;
    }

    private static RoaringBitmap keys(
            final String option, final Path file, final AnnoyIndex index, final Path indexFile) throws IOException {
        if (index.keyKind() == KeyKind.NONE) {
            throw new UsageException(indexFile + " has no keys; use " + option + " with ids, or build it with --keys");
        }
        return IdsFile.readKeys(file, index);
    }
}
