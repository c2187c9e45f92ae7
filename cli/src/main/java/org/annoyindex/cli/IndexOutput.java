package org.annoyindex.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.Links;
import org.annoyindex.builder.write.AtomicFile;
import org.annoyindex.builder.write.TemporaryFolder;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
            description =
                    "The index to write, or - for standard output; a name ending in .ann makes a file of Spotify's"
                            + " Annoy.")
    private Path file;

    @Option(
            names = "--temp-dir",
            paramLabel = "DIR",
            description = "The folder for the temporary file of the vectors (default: the folder of the output).")
    private @Nullable Path workFolder;

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
            names = "--links",
            paramLabel = "MODE",
            description =
                    "Links between items, which make searches for a recall faster and the file larger: on, off, or"
                            + " auto (default): on if the file grows by at most 0.7 of its size and searches cost at most three"
                            + " quarters; not for .ann.")
    private @Nullable String links;

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

    /** Checks the options before items are read; returns the folder for the temporary file of the vectors. */
    Path check(final Metric metric) throws IOException {
        if (trees != null) {
            OptionValues.atLeast(1, "--trees", trees);
        }
        threads.check();
        if (leafCapacity != null) {
            OptionValues.atLeast(2, "--leaf-capacity", leafCapacity);
        }
        linkMode();
        final Optional<String> unfit = isSpotify() ? optionOfPages() : Optional.empty();
        if (unfit.isPresent()) {
            throw new UsageException(
                    unfit.get() + " is not for files of Spotify's Annoy; omit it, or give " + file + " another ending");
        }
        if (dotWithNorm && (!isSpotify() || metric != Metric.DOT)) {
            throw new UsageException("--dot-with-norm is for .ann files of metric dot only; omit it");
        }
        if (workFolder != null && !Files.isDirectory(workFolder)) {
            throw new IOException("--temp-dir is " + workFolder + ", which is no folder; make it first");
        }
        return workFolder();
    }

    /** An option that was given and is for this library's files only. */
    private Optional<String> optionOfPages() {
        if (noRecallProfile) {
            return Optional.of("--no-recall-profile");
        }
        if (noSecondLeaves) {
            return Optional.of("--no-second-leaves");
        }
        if (links != null) {
            return Optional.of("--links");
        }
        return leafCapacity == null ? Optional.empty() : Optional.of("--leaf-capacity");
    }

    private Links linkMode() {
        if (links == null) {
            return Links.AUTO;
        }
        try {
            return Links.valueOf(links.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException ex) {
            throw new UsageException("--links is " + links + ", must be auto, on or off");
        }
    }

    /** The folder for temporary files. */
    private Path workFolder() throws IOException {
        final Path beside = OutputFile.isStandard(file)
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : AtomicFile.checkTarget(file);
        return workFolder == null ? beside : workFolder;
    }

    void configure(final IndexBuilder builder) {
        builder.seed(seed)
                .threads(threads.count())
                .secondLeaves(!noSecondLeaves)
                .links(linkMode())
                .recallProfile(!noRecallProfile);
        if (trees != null || isSpotify()) {
            builder.trees(trees == null ? SPOTIFY_TREES : trees);
        }
        if (leafCapacity != null) {
            builder.leafCapacity(leafCapacity);
        }
    }

    /** Writes the items of a configured builder, and says so. */
    void write(final IndexBuilder builder, final int dimension, final long start, final CommandLine command)
            throws IOException {
        if (OutputFile.isStandard(file)) {
            writeThroughFile(builder, dimension, start, command);
            return;
        }
        final PrintWriter notes = command.getErr();
        if (isSpotify()) {
            builder.spotifyDotWithNorm(dotWithNorm).writeSpotify(file);
            final boolean keyed = builder.keyKind() != KeyKind.NONE;
            if (keyed || builder.isLabeled()) {
                notes.println(
                        "annoy: note: " + file + " has no " + (keyed ? "keys" : "labels")
                                + ", which files of Spotify's Annoy cannot hold; ids are numbered from 0 in the order of the input");
            }
        } else {
            builder.write(file);
        }
        command.getOut().println(summary(builder, dimension, Files.size(file), start));
    }

    /** The parts of an index are not written in their order, so that it needs a file first. */
    private void writeThroughFile(
            final IndexBuilder builder, final int dimension, final long start, final CommandLine command)
            throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder(workFolder())) {
            final Path whole = folder.path().resolve("index.annoy");
            builder.write(whole);
            try (OutputStream bytes = CommandOutput.bytesOf(command.getOut())) {
                Files.copy(whole, bytes);
            }
            command.getErr().println(summary(builder, dimension, Files.size(whole), start));
        }
    }

    private String summary(final IndexBuilder builder, final int dimension, final long bytes, final long start) {
        final int items = builder.size();
        return String.format(
                Locale.ROOT,
                "%s: %,d items x %d, %s, %,d bytes (%.0f per item), %.1f s",
                OutputFile.isStandard(file) ? "standard output" : file,
                items,
                dimension,
                builder.metric().label(),
                bytes,
                items == 0 ? 0 : (double) bytes / items,
                (System.nanoTime() - start) / 1e9);
    }
}
