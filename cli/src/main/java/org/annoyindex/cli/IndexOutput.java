package org.annoyindex.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The index that a command writes, and how it is grown. */
final class IndexOutput {
    /** How files of Spotify's Annoy are usually named, and how one asks for such a file. */
    private static final String ANNOY_ENDING = ".ann";

    private static final int ANNOY_TREES = 10;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The index to write; named .ann, a file of Spotify's Annoy.")
    private Path file;

    @Option(names = "--trees", paramLabel = "N", description = "Trees to grow (1; " + ANNOY_TREES + " for .ann).")
    private @Nullable Integer trees;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "42", description = "Random seed (${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--leaf-capacity",
            paramLabel = "N",
            description = "Items a leaf may hold before settling (192); not for .ann.")
    private @Nullable Integer leafCapacity;

    @Option(
            names = "--no-second-leaves",
            description = "Write each item into one leaf only: smaller, a little worse; not for .ann.")
    private boolean noSecondLeaves;

    @Option(
            names = "--dot-with-norm",
            description =
                    "For .ann of metric dot: the layout of Annoy's sources since August 2023, not of its releases.")
    private boolean dotWithNorm;

    @Mixin
    private ProgressOption progress;

    Path file() {
        return file;
    }

    ProgressDisplay display(final PrintWriter err) {
        return progress.display(err);
    }

    boolean isAnnoy() {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(ANNOY_ENDING);
    }

    /** Checks everything that can be checked before there are items; returns the folder that will have the file. */
    Path check(final Metric metric) throws IOException {
        if (trees != null) {
            OptionValues.atLeast(1, "--trees", trees);
        }
        threads.check();
        if (leafCapacity != null) {
            OptionValues.atLeast(2, "--leaf-capacity", leafCapacity);
        }
        if (isAnnoy() && (leafCapacity != null || noSecondLeaves)) {
            throw new UsageException((noSecondLeaves ? "--no-second-leaves" : "--leaf-capacity")
                    + " is not for files of Spotify's Annoy; leave it out, or give " + file + " another ending");
        }
        if (dotWithNorm && (!isAnnoy() || metric != Metric.DOT)) {
            throw new UsageException("--dot-with-norm is for .ann files of metric dot only; leave it out");
        }
        return AtomicFile.checkTarget(file);
    }

    void configure(final IndexBuilder builder) {
        builder.seed(seed).threads(threads.count()).secondLeaves(!noSecondLeaves);
        if (trees != null || isAnnoy()) {
            builder.trees(trees == null ? ANNOY_TREES : trees);
        }
        if (leafCapacity != null) {
            builder.leafCapacity(leafCapacity);
        }
    }

    /** Writes the items of a configured builder. */
    void write(final IndexBuilder builder, final PrintWriter notes) throws IOException {
        if (!isAnnoy()) {
            builder.write(file);
            return;
        }
        builder.spotifyDotWithNorm(dotWithNorm).writeSpotify(file);
        final boolean keyed = builder.keyKind() != KeyKind.NONE;
        if (keyed || builder.isLabeled()) {
            notes.println("annoy: note: " + file + " has no " + (keyed ? "keys" : "labels")
                    + ", as files of Spotify's Annoy cannot have any; its ids go by the order of the input, from 0 on");
        }
    }
}
