package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Builds an index from the vectors of another one. */
@Command(
        name = "convert",
        description = "Converts a file of Spotify's Annoy to an index, or an index to such a file.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy convert words.ann --metric angular --dimension 100 --output words.annoy",
            "  annoy convert words.annoy --output words.ann --trees 50",
            "",
            "Vectors, ids, keys and labels are kept; trees are grown again. If a file of Spotify's Annoy has unused ids,",
            "ids change, and the new index has the old ids as keys. Files of Spotify's Annoy have no keys and no labels."
        })
final class ConvertCommand implements Callable<Integer> {
    private static final int ITEMS_BETWEEN_REPORTS = 1024;

    @Mixin
    private IndexArgument input;

    @Mixin
    private IndexOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final long start = System.nanoTime();
        VectorFiles.checkNotRead(output.file(), input.file());
        try (AnnoyIndex index = input.load()) {
            final Path folder = output.check(index.metric());
            final long holes = IntStream.range(0, index.size())
                    .filter(id -> !index.contains(id))
                    .count();
            if (holes > 0 && output.isSpotify()) {
                throw new UsageException(input.file() + " has no items for " + holes + " of its " + index.size()
                        + " ids, and ids would change; write an .annoy file, which keeps the old ids as keys");
            }
            try (ProgressDisplay display = output.display(spec.commandLine().getErr());
                    IndexBuilder builder = new IndexBuilder(index.metric(), index.dimension(), folder)) {
                output.configure(builder);
                builder.listener(display);
                display.items(index.size() - holes);
                addAll(index, holes > 0, builder, display);
                output.write(builder, index.dimension(), start, spec.commandLine());
            }
        }
        return 0;
    }

    private void addAll(
            final AnnoyIndex index, final boolean idsAsKeys, final IndexBuilder builder, final ProgressDisplay display)
            throws IOException {
        final boolean numbered = index.info().keyKind() == KeyKind.NUMBERS;
        builder.uniqueLabels(index.info().keyKind() == KeyKind.STRINGS);
        for (int id = 0; id < index.size(); id++) {
            if (!index.contains(id)) {
                continue;
            }
            final float[] vector = vector(index, id);
            if (numbered && index.info().isLabeled()) {
                builder.add(index.key(id), index.label(id), vector);
            } else if (numbered || idsAsKeys) {
                builder.add(numbered ? index.key(id) : id, vector);
            } else if (index.info().isLabeled()) {
                builder.add(index.label(id), vector);
            } else {
                builder.add(vector);
            }
            if (id % ITEMS_BETWEEN_REPORTS == 0) {
                display.show("reading", Math.min(0.999, (double) id / index.size()));
            }
        }
        display.show("reading", 1);
    }

    /** Reads a vector; files of Spotify's Annoy may hold vectors that no index can. */
    private float[] vector(final AnnoyIndex index, final int id) throws IOException {
        final float[] vector = index.vector(id);
        try {
            index.metric().checkComponents(vector);
        } catch (final IllegalArgumentException ex) {
            throw new IOException(
                    input.file() + ": item " + id + ": " + ex.getMessage()
                            + "; fix the vectors and build the file again",
                    ex);
        }
        return vector;
    }
}
