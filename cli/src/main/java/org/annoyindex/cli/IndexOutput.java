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

/** The index that a command writes, and the options of its build. */
final class IndexOutput {
    /** The usual ending of files of Spotify's Annoy; an output of this name is written as one. */
    private static final String SPOTIFY_ENDING = ".ann";

    /** Trees of a file of Spotify's Annoy, if no number is given. */
    static final int SPOTIFY_TREES = 10;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The index to write; a name ending in .ann makes a file of Spotify's Annoy.")
    private Path file;

    @Option(
            names = "--trees",
            paramLabel = "N",
            description = "Trees to grow (default: 1; " + SPOTIFY_TREES + " for .ann).")
    private @Nullable Integer trees;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "Random seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadsOption threads;

    @Option(
            names = "--leaf-capacity",
            paramLabel = "N",
            description = "Items per leaf before refinement (default: 192); not for .ann.")
    private @Nullable Integer leafCapacity;

    @Option(
            names = "--no-second-leaves",
            description = "Write each item into one leaf only: a smaller file, slightly slower searches; not for .ann.")
    private boolean noSecondLeaves;

    @Option(
            names = "--no-recall-profile",
            description =
                    "Do not measure recall: a faster build, but searches without --budget compare every item until"
                            + " 'tune' adds the profile; not for .ann.")
    private boolean noRecallProfile;

    @Option(
            names = "--dot-with-norm",
            description =
                    "For .ann of metric dot: the layout of Annoy's sources since August 2023, which no release has yet.")
    private boolean dotWithNorm;

    @Mixin
    private ProgressOption progress;

    Path file() {
        return file;
    }

    ProgressDisplay display(final PrintWriter err) {
        return progress.display(err);
    }

    boolean isSpotify() {
        return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SPOTIFY_ENDING);
    }

    /** Checks the options before items are read; returns the folder of the output. */
    Path check(final Metric metric) throws IOException {
        if (trees != null) {
            OptionValues.atLeast(1, "--trees", trees);
        }
        threads.check();
        if (leafCapacity != null) {
            OptionValues.atLeast(2, "--leaf-capacity", leafCapacity);
        }
        if (isSpotify() && (leafCapacity != null || noSecondLeaves || noRecallProfile)) {
            final String option = noSecondLeaves ? "--no-second-leaves" : "--leaf-capacity";
            throw new UsageException((noRecallProfile ? "--no-recall-profile" : option)
                    + " is not for files of Spotify's Annoy; omit it, or give " + file + " another ending");
        }
        if (dotWithNorm && (!isSpotify() || metric != Metric.DOT)) {
            throw new UsageException("--dot-with-norm is for .ann files of metric dot only; omit it");
        }
        return AtomicFile.checkTarget(file);
    }

    void configure(final IndexBuilder builder) {
        builder.seed(seed)
                .threads(threads.count())
                .secondLeaves(!noSecondLeaves)
                .recallProfile(!noRecallProfile);
        if (trees != null || isSpotify()) {
            builder.trees(trees == null ? SPOTIFY_TREES : trees);
        }
        if (leafCapacity != null) {
            builder.leafCapacity(leafCapacity);
        }
    }

    /** Writes the items of a configured builder. */
    void write(final IndexBuilder builder, final PrintWriter notes) throws IOException {
        if (!isSpotify()) {
            builder.write(file);
            return;
        }
        builder.spotifyDotWithNorm(dotWithNorm).writeSpotify(file);
        final boolean keyed = builder.keyKind() != KeyKind.NONE;
        if (keyed || builder.isLabeled()) {
            notes.println(
                    "annoy: note: " + file + " has no " + (keyed ? "keys" : "labels")
                            + ", which files of Spotify's Annoy cannot hold; ids are numbered from 0 in the order of the input");
        }
    }
}
