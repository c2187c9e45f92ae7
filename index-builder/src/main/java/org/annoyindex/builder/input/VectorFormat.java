package org.annoyindex.builder.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The formats vectors can be read from. */
public enum VectorFormat {
    /** Each row a little-endian int32 dimension, then as many little-endian float32s; {@code .fvecs}. */
    FVECS,

    /** A NumPy array, format version 1 to 3: two-dimensional, C order, float32 or float64 of either endianness. */
    NPY,

    /**
     * Word vectors, {@code .txt} or {@code .vec}: a line has a label and then numbers, separated by spaces or tabs. The
     * first line may instead announce count and dimension, as word2vec and fastText write it; otherwise the first line's
     * numbers set the dimension. Labels may contain spaces: the numbers are a line's last fields. If all fields of the
     * first line are numbers and the first of them has a fraction or an exponent, lines have no labels.
     */
    TEXT,

    /**
     * Comma-separated values, quoted where needed. A first row with no number (leaving aside its first field) is a header,
     * and so is one that counts the columns from 0 as pandas does, if the row below it looks different. The first column
     * holds labels if it is no number in the first row of data, or if the header calls it {@code id}, {@code label},
     * {@code word}, {@code token}, {@code name}, {@code key}, {@code item}, {@code index} or nothing. Needs the library
     * commons-csv, an optional dependency.
     */
    CSV,

    /** Tab-separated values; in all else like {@link #CSV}. */
    TSV;

    /**
     * Format of a name as a user writes it.
     *
     * @param name of a format, such as {@code npy}, or one of its extensions, such as {@code vec}; upper or lower case.
     * @return the format.
     * @throws IllegalArgumentException if there is no such format; the message lists those there are.
     */
    public static VectorFormat fromName(final String name) {
        final String wanted = name.toLowerCase(Locale.ROOT);
        for (final VectorFormat format : values()) {
            if (format.lowerCaseName().equals(wanted) || format.extensions().contains(wanted)) {
                return format;
            }
        }
        final String known =
                Arrays.stream(values()).map(VectorFormat::lowerCaseName).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "unknown vector format " + InvalidInputException.quote(name) + " ; use one of " + known);
    }

    /**
     * Extensions of file names that stand for this format.
     *
     * @return lower-case extensions without the dot; the list cannot be modified.
     */
    public List<String> extensions() {
        return this == TEXT ? List.of("txt", "vec") : List.of(lowerCaseName());
    }

    static VectorFormat ofFile(final Path file) throws InvalidInputException {
        final String name = InputFile.withoutGzipExtension(InputFile.nameOf(file));
        final int dot = name.lastIndexOf('.');
        final String extension = name.substring(dot + 1).toLowerCase(Locale.ROOT);
        for (final VectorFormat format : values()) {
            if (dot >= 0 && format.extensions().contains(extension)) {
                return format;
            }
        }
        final String known = Arrays.stream(values())
                .flatMap(format -> format.extensions().stream())
                .map(each -> "." + each)
                .collect(Collectors.joining(", "));
        throw InvalidInputException.ofFile(
                file,
                (dot >= 0 ? "unknown extension " + InvalidInputException.quote(name.substring(dot)) : "no extension")
                        + ", expected one of " + known + ", or one of these and .gz",
                "rename the file or name its format");
    }

    VectorReader open(final Path file) throws IOException {
        final InputFile input = InputFile.open(file);
        try {
            return switch (this) {
                case FVECS -> new FvecsReader(input);
                case NPY -> new NpyReader(input);
                case TEXT -> new TextReader(input);
                case CSV -> openDelimited(input, ',');
                case TSV -> openDelimited(input, '\t');
            };
        } catch (final IOException | RuntimeException e) {
            try {
                input.close();
            } catch (final IOException onClose) {
                e.addSuppressed(onClose);
            }
            throw e;
        }
    }

    private static VectorReader openDelimited(final InputFile input, final char delimiter) throws IOException {
        try {
            return new DelimitedReader(input, delimiter);
        } catch (final NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "reading .csv and .tsv files needs the library commons-csv; add the dependency"
                            + " org.apache.commons:commons-csv",
                    e);
        }
    }

    private String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
