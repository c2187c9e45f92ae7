package org.annoyindex.builder.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.annoyindex.builder.input.binary.BinReader;
import org.annoyindex.builder.input.binary.NpyReader;
import org.annoyindex.builder.input.binary.NpzFile;
import org.annoyindex.builder.input.binary.RawReader;
import org.annoyindex.builder.input.binary.VecsReader;
import org.annoyindex.builder.input.source.FormatProvider;
import org.annoyindex.builder.input.source.Signature;
import org.annoyindex.builder.input.source.SkippingReader;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.table.DelimitedReader;
import org.annoyindex.builder.input.text.TextReader;
import org.annoyindex.builder.input.text.Word2vecReader;

/**
 * Opens vectors in files, pipes and streams. Compression and format are recognized by content, and by the name's extension
 * where content does not say it. Safe for any number of threads.
 */
public final class VectorReaders {
    private VectorReaders() {}

    /**
     * Opens a file.
     *
     * @param file to read; a named pipe will do.
     * @return a reader whose first vector is the file's first.
     * @throws InvalidInputException if the file is missing, a directory, not readable, empty, of an unknown format, or does
     *     not start as its format must.
     * @throws IOException if reading fails.
     * @see VectorFormat what each format looks like.
     */
    public static VectorReader open(final Path file) throws IOException {
        return open(file, ReadOptions.defaults());
    }

    /**
     * Opens a file as options say.
     *
     * @param file to read; a named pipe will do.
     * @param options how to read it.
     * @return a reader whose first vector is the file's first.
     * @throws InvalidInputException if the file is missing, a directory, not readable, empty, of an unknown format, or does
     *     not start as its format must; if the options name columns or arrays that it does not have.
     * @throws IOException if reading fails.
     * @throws IllegalStateException if the format needs a library that is missing.
     */
    public static VectorReader open(final Path file, final ReadOptions options) throws IOException {
        Objects.requireNonNull(options, "options is null; omit it");
        return open(Source.open(file), options);
    }

    /**
     * Reads vectors from a stream, such as standard input.
     *
     * @param in to read; closed with the reader, or if this fails.
     * @param name of the stream in messages, which may end in an extension.
     * @param options how to read it.
     * @return a reader whose first vector is the stream's first.
     * @throws InvalidInputException if the stream is empty, of an unknown format, or does not start as its format must; if the
     *     options name columns or arrays that it does not have.
     * @throws IOException if reading fails.
     * @throws IllegalStateException if the format needs a library that is missing.
     */
    public static VectorReader open(final InputStream in, final String name, final ReadOptions options)
            throws IOException {
        Objects.requireNonNull(options, "options is null; give ReadOptions.defaults()");
        return open(Source.of(name, in), options);
    }

    private static VectorReader open(final Source source, final ReadOptions options) throws IOException {
        try {
            final Optional<VectorFormat> given = options.format();
            final VectorFormat format = given.isPresent()
                    ? given.get()
                    : Signature.formatOf(source, options.encoding().isPresent());
            requireMeaning(source, format, options);
            final VectorReader reader = open(format, source, options);
            requireDimension(source, reader, options);
            return options.badRows().isPresent()
                    ? new SkippingReader(reader, options.badRows().get())
                    : reader;
        } catch (final IOException | RuntimeException ex) {
            try {
                source.close();
            } catch (final IOException onClose) {
                ex.addSuppressed(onClose);
            }
            throw ex;
        }
    }

    private static VectorReader open(final VectorFormat format, final Source source, final ReadOptions options)
            throws IOException {
        return switch (format) {
            case FVECS, BVECS, IVECS -> new VecsReader(source, format);
            case FBIN, U8BIN, I8BIN -> new BinReader(source, format);
            case F32 -> new RawReader(source, options);
            case NPY -> NpyReader.of(source, options);
            case NPZ -> NpzFile.open(source, options);
            case TEXT -> new TextReader(source, options);
            case WORD2VEC -> new Word2vecReader(source, options);
            case CSV -> openDelimited(source, ',', options);
            case TSV -> openDelimited(source, '\t', options);
            case JSON, HDF5, PARQUET, ARROW -> openExternal(format, source, options);
        };
    }

    private static VectorReader openDelimited(final Source source, final char delimiter, final ReadOptions options)
            throws IOException {
        try {
            return new DelimitedReader(source, delimiter, options);
        } catch (final NoClassDefFoundError e) {
            throw new IllegalStateException(
                    "reading .csv and .tsv files needs the library commons-csv; add the dependency"
                            + " org.apache.commons:commons-csv",
                    e);
        }
    }

    private static VectorReader openExternal(final VectorFormat format, final Source source, final ReadOptions options)
            throws IOException {
        for (final FormatProvider provider :
                ServiceLoader.load(FormatProvider.class, VectorReaders.class.getClassLoader())) {
            if (provider.formats().contains(format)) {
                return provider.open(format, source, options);
            }
        }
        throw InvalidInputException.ofFile(
                source.name(),
                "is in the format " + format.lowerCaseName() + ", which the library annoy-formats reads",
                "add the dependency org.annoyindex:annoy-formats");
    }

    /** An option that means nothing in a format would be ignored unnoticed. */
    private static void requireMeaning(final Source source, final VectorFormat format, final ReadOptions options)
            throws InvalidInputException {
        final boolean table = switch (format) {
            case CSV, TSV, JSON, PARQUET, ARROW -> true;
            default -> false;
        };
        final boolean columnGiven = options.labelColumn().isPresent()
                || options.keyColumn().isPresent()
                || !options.columns().isEmpty();
        if (columnGiven && !table) {
            throw meaningless(source, format, "has no columns to name", "omit the columns; for text, give --labels");
        }
        if (options.delimiter().isPresent() && format != VectorFormat.CSV && format != VectorFormat.TSV) {
            throw meaningless(source, format, "has no delimiter", "omit it, or give the input format csv");
        }
        if (options.labels().isPresent() && !table && format != VectorFormat.TEXT) {
            throw meaningless(source, format, "has no columns of labels", "omit --labels");
        }
        final boolean arrays = switch (format) {
            case NPZ, HDF5 -> true;
            default -> false;
        };
        if (options.dataset().isPresent() && !arrays) {
            throw meaningless(source, format, "has one array only", "omit the name of a dataset");
        }
    }

    private static InvalidInputException meaningless(
            final Source source, final VectorFormat format, final String problem, final String remedy) {
        return InvalidInputException.ofFile(
                source.name(), "is read as " + format.lowerCaseName() + ", which " + problem, remedy);
    }

    private static void requireDimension(final Source source, final VectorReader reader, final ReadOptions options)
            throws InvalidInputException {
        final int wanted = options.dimension().orElse(reader.dimension());
        if (reader.dimension() != wanted) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "dimension " + reader.dimension() + ", but " + wanted + " is given",
                    "correct or omit the dimension");
        }
    }
}
