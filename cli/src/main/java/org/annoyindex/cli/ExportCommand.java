package org.annoyindex.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.annoyindex.query.AnnoyIndex;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the vectors, keys and labels of an index into files that other programs read. */
@Command(
        name = "export",
        description = "Writes the vectors, keys and labels of an index as .npy, .fvecs, .csv, .tsv or .jsonl.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy export words.annoy --output words.csv",
            "  annoy export words.annoy --output vectors.npy --labels-to labels.txt",
            "  annoy export words.ann --metric angular --dimension 100 --output vectors.fvecs",
            "  annoy export words.annoy --output - --output-format jsonl",
            "",
            "Items are written in the order of their ids, one after the other, with every bit of their vectors: decimals are",
            "the shortest that read back to the same number. .csv and .tsv have a header, and the columns key and label if",
            "there are any; a line of .jsonl is {\"id\":0,\"key\":5,\"label\":\"the\",\"vector\":[0.5,1.0]}. 'annoy build' reads",
            "all of them. If a file of Spotify's Annoy has unused ids, these are omitted, and the ids of the others are the",
            "keys, as 'annoy convert' has it."
        })
final class ExportCommand implements Callable<Integer> {
    @Mixin
    private IndexArgument input;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The file to write, or - for standard output.")
    private Path output;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            description = "npy, fvecs, csv, tsv or jsonl (default: what the name of --output says).")
    private @Nullable ExportFormat format;

    @Option(
            names = "--labels-to",
            paramLabel = "FILE",
            description = "Also write the labels into this text file, one per line.")
    private @Nullable Path labels;

    @Option(
            names = "--keys-to",
            paramLabel = "FILE",
            description = "Also write the keys into this text file, one per line, as 'build --keys-from' reads it.")
    private @Nullable Path keys;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final long start = System.nanoTime();
        final ExportFormat written = format();
        for (final Path target : new Path[] {output, labels, keys}) {
            if (target != null) {
                OutputFile.check(target, input.file());
            }
        }
        checkDifferent();
        try (AnnoyIndex index = input.load()) {
            final ExportedItems items = new ExportedItems(index, input.file());
            checkNames(items);
            writeItems(items, written);
            if (labels != null) {
                write(labels, items::printLabels);
            }
            if (keys != null) {
                write(keys, items::printKeys);
            }
            note(items, written);
            final boolean printed = Stream.of(Stream.of(output), Stream.ofNullable(labels), Stream.ofNullable(keys))
                    .flatMap(each -> each)
                    .anyMatch(OutputFile::isStandard);
            (printed ? spec.commandLine().getErr() : spec.commandLine().getOut())
                    .println(String.format(
                            Locale.ROOT,
                            "%s: %,d items x %d, %s, %.1f s",
                            OutputFile.isStandard(output) ? "standard output" : output,
                            items.count(),
                            index.dimension(),
                            written,
                            (System.nanoTime() - start) / 1e9));
        }
        return 0;
    }

    private ExportFormat format() {
        if (format != null) {
            return format;
        }
        if (OutputFile.isStandard(output)) {
            throw new UsageException("--output - needs --output-format; give npy, fvecs, csv, tsv or jsonl");
        }
        return ExportFormat.ofName(output)
                .orElseThrow(() -> new UsageException("the name of --output " + output
                        + " does not say a format; give --output-format, or one of the endings "
                        + ExportFormat.endings()));
    }

    private void checkDifferent() {
        final long different = targets().distinct().count();
        if (different < targets().count()) {
            throw new UsageException("--output, --labels-to and --keys-to name a file twice; name different ones");
        }
    }

    private Stream<Path> targets() {
        return Stream.of(Stream.of(output), Stream.ofNullable(labels), Stream.ofNullable(keys))
                .flatMap(each -> each)
                .map(path -> path.toAbsolutePath().normalize());
    }

    private void checkNames(final ExportedItems items) {
        if (labels != null && !items.hasLabels()) {
            throw new UsageException(input.file() + " has no labels; omit --labels-to");
        }
        if (keys != null && !items.hasKeys()) {
            throw new UsageException(input.file() + " has no keys; omit --keys-to");
        }
    }

    private void writeItems(final ExportedItems items, final ExportFormat written) throws IOException {
        switch (written) {
            case NPY, FVECS -> {
                try (OutputFile file =
                                OutputFile.open(output, spec.commandLine().getOut());
                        OutputStream bytes = new BufferedOutputStream(file.bytes(), 1 << 16)) {
                    items.write(bytes, written == ExportFormat.NPY);
                    bytes.flush();
                    file.commit();
                }
            }
            case CSV -> write(output, out -> items.printTable(out, ','));
            case TSV -> write(output, out -> items.printTable(out, '\t'));
            case JSONL -> write(output, items::printJsonLines);
        }
    }

    private void write(final Path target, final OutputFile.Printing printing) throws IOException {
        try (OutputFile file = OutputFile.open(target, spec.commandLine().getOut())) {
            file.print(printing);
            file.commit();
        }
    }

    /** Says what the files do not hold. */
    private void note(final ExportedItems items, final ExportFormat written) {
        final PrintWriter err = spec.commandLine().getErr();
        if (items.unusedIds() > 0 && !written.hasNames() && keys == null) {
            err.println("annoy: note: " + items.unusedIds() + " ids of " + input.file()
                    + " have no item, so that rows are not numbered as the items; --keys-to writes the ids");
        } else if (!written.hasNames() && (items.hasLabels() && labels == null && keys == null)) {
            err.println("annoy: note: " + written + " has no place for the labels of " + input.file()
                    + "; --labels-to writes them");
        }
    }
}
