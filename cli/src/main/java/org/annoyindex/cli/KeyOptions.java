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
            description = "Make the input's labels keys, each another: numbers (of 64 bits), strings or none"
                    + " (${DEFAULT-VALUE}); not for .ann.")
    private KeyKind kind;

    @Option(
            names = "--keys-from",
            paramLabel = "FILE",
            description = "Take the keys from a text file, one a line, instead of from the labels.")
    private @Nullable Path file;

    /** Checks everything that can be checked before the input is read. */
    void check(final IndexOutput output) throws IOException {
        if (kind == KeyKind.NONE) {
            if (file != null) {
                throw new UsageException("--keys-from needs --keys numbers or --keys strings; give one of them");
            }
            return;
        }
        if (output.isAnnoy()) {
            throw new UsageException("--keys is not for files of Spotify's Annoy; leave it out, or give "
                    + output.file() + " another ending");
        }
        if (file != null) {
            VectorFiles.checkNotRead(output.file(), file);
        }
    }

    /** Opens the items of a build, whose vectors are being read already. */
    ItemSource open(final VectorReader vectors, final Path input) throws IOException {
        if (kind != KeyKind.NONE && file == null && !vectors.labeled()) {
            throw new UsageException(input + " has no labels to be keys; give --keys-from FILE, with a key a line");
        }
        if (kind == KeyKind.STRINGS && file != null && vectors.labeled()) {
            throw new UsageException(input + " has labels, which keys that are strings would replace;"
                    + " leave out --keys-from to make them the keys, or give --keys numbers");
        }
        return new ItemSource(vectors, input, kind, file == null ? null : KeyReader.open(file));
    }
}
