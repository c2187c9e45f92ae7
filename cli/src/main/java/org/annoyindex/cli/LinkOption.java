package org.annoyindex.cli;

import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.open.MissingLinks;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether searches go over the links between items. */
final class LinkOption {
    @Option(
            names = "--links",
            negatable = true,
            description =
                    "Search over the links between items, or (--no-links) from leaf to leaf. By default a search for"
                            + " a recall takes the way that costs less.")
    private @Nullable Boolean links;

    /** Adds the choice to options, for an index that has links if they are to be used. */
    SearchOptions apply(final SearchOptions options, final AnnoyIndex index, final Path file) {
        if (links == null) {
            return options;
        }
        if (links && index.info().linkProfile().isEmpty()) {
            throw withoutLinks(index.info(), file);
        }
        try {
            return options.links(links);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException("--links is for searches for a recall below 1; give --recall, or omit --links");
        }
    }

    private static UsageException withoutLinks(final IndexInfo info, final Path file) {
        final MissingLinks missing = MissingLinks.of(info);
        return new UsageException(file + " " + missing.describe(info) + "; "
                + switch (missing) {
                    case NO_SKETCHES, FEW_ITEMS -> "";
                    case SPOTIFY -> "convert it with 'annoy convert --links on', or ";
                    case NOT_BUILT -> "build it with --links on, or ";
                    case NOT_MEASURED -> "measure it with 'annoy tune', or ";
                }
                + "omit --links");
    }
}
