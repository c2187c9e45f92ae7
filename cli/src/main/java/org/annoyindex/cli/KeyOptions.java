package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.annoyindex.builder.input.KeyReader;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.core.KeyKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys of an index to be built. */
final class KeyOptions {
    @Option(
            names = "--keys",
            paramLabel = "KIND",
            defaultValue = "none",
            description = "Use the labels of the input as unique keys: numbers (64-bit), strings or none"
                    + " (default: ${DEFAULT-VALUE}); not for .ann.")
    private KeyKind kind;

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "Read the keys from a text file, one per line, instead of using the labels.")
    private @Nullable Path file;

    /** Checks the options before the input is read. */
    void check(final IndexOutput output) throws IOException {
        if (kind == KeyKind.NONE) {
            if (file != null) {
                throw new UsageException("--keys-from needs --keys numbers or --keys strings; give one of them");
            }
            return;
        }
        if (output.isSpotify()) {
            throw new UsageException("--keys is not for files of Spotify's Annoy; omit it, or give " + output.file()
                    + " another ending");
        }
        if (file != null) {
            VectorFiles.checkNotRead(output.file(), file);
        }
    }

    /** Opens the items of a build; their vectors are open already. */
    ItemSource open(final VectorReader vectors, final Path input, final InputOptions options) throws IOException {
        final String name = StandardInput.nameOf(input);
        if (kind != KeyKind.NONE && file == null && !vectors.labeled() && !vectors.keyed()) {
            throw new UsageException(
                    name + " has no labels to use as keys; give --keys-from FILE, with one key per line");
        }
        if (kind == KeyKind.STRINGS && (file != null || vectors.keyed()) && vectors.labeled()) {
            throw new UsageException(name + " has labels, which string keys would replace;"
                    + (file == null
                            ? " give --labels none and --key-column to use that column as keys,"
                            : " omit --keys-from to use the labels as keys,")
                    + " or give --keys numbers");
        }
        StandardInput.requireOnce(file, input);
        return new ItemSource(vectors, name, kind, file == null ? null : openKeys(file), options);
    }

    private static KeyReader openKeys(final Path file) throws IOException {
        return StandardInput.isMeantBy(file)
                ? KeyReader.open(System.in, StandardInput.nameOf(file))
                : KeyReader.open(file);
    }
}
