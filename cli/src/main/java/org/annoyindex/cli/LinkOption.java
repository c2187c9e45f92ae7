package org.annoyindex.cli;

import java.nio.file.Path;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.SearchOptions;
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
            throw new UsageException(
                    file + " has no links between items that were measured; build it with --links on, or omit --links");
        }
        try {
            return options.links(links);
        } catch (final IllegalArgumentException ex) {
            throw new UsageException("--links is for searches for a recall below 1; give --recall, or omit --links");
        }
    }
}
