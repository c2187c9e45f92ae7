package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.Path;

/** Opens files of vectors. Safe for any number of threads. */
public final class VectorReaders {
    private VectorReaders() {}

    /**
     * Opens a file whose format follows from its name: {@code .fvecs}, {@code .npy}, {@code .txt}, {@code .vec}, {@code .csv} or
     * {@code .tsv}, each also with a trailing {@code .gz}, in which case it is unpacked while it is read.
     *
     * @param file to read.
     * @return a reader whose first vector is the file's first.
     * @throws InvalidInputException if the file is missing, a directory, not readable, empty, has an unknown extension, or
     *     does not start as its format must.
     * @throws IOException if reading fails.
     * @see VectorFormat what each format looks like.
     */
    public static VectorReader open(final Path file) throws IOException {
        // A wrong path is a likelier mistake than a wrong extension, so it is checked first.
        InputFile.requireFile(file);
        return open(file, VectorFormat.ofFile(file));
    }

    /**
     * Opens a file as the given format, whatever its extension; a name that ends in {@code .gz} still means that the file
     * is compressed. A named pipe may be read this way, too.
     *
     * @param file to read.
     * @param format of the file's content.
     * @return a reader whose first vector is the file's first.
     * @throws InvalidInputException if the file is missing, a directory, not readable, empty, or does not start as the
     *     format must.
     * @throws IOException if reading fails.
     */
    public static VectorReader open(final Path file, final VectorFormat format) throws IOException {
        return format.open(file);
    }
}
