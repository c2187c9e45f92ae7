package org.annoyindex.builder.input;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The formats vectors can be read from. Any of them may be compressed with gzip; also with zstd, if the library
 * annoy-formats is there.
 */
public enum VectorFormat {
    /** Each row a little-endian int32 dimension, then as many little-endian float32s; {@code .fvecs}. */
    FVECS("fvecs"),

    /** Each row a little-endian int32 dimension, then as many unsigned bytes; {@code .bvecs}. */
    BVECS("bvecs"),

    /**
     * Each row a little-endian int32 dimension, then as many little-endian int32s; {@code .ivecs}. As such files mostly hold
     * ids, the format must be asked for.
     */
    IVECS("ivecs"),

    /** A little-endian uint32 count, a uint32 dimension, then rows of float32s, as big-ann-benchmarks has it; {@code .fbin}. */
    FBIN("fbin"),

    /** Like {@link #FBIN}, of unsigned bytes; {@code .u8bin}. */
    U8BIN("u8bin"),

    /** Like {@link #FBIN}, of signed bytes; {@code .i8bin}. */
    I8BIN("i8bin"),

    /** Rows of little-endian float32s and nothing else; the dimension must be {@linkplain ReadOptions#dimension given}. */
    F32("f32"),

    /**
     * A NumPy array, format version 1 to 3: two-dimensional, C or Fortran order, of booleans, integers or floats of any
     * size and either endianness; rounded to float32.
     */
    NPY("npy"),

    /** A zip file of NumPy arrays; one of two dimensions, or the one that is {@linkplain ReadOptions#dataset named}. */
    NPZ("npz"),

    /**
     * Word vectors, {@code .txt} or {@code .vec}: a line has a label and then numbers, separated by spaces or tabs. The
     * first line may instead announce count and dimension, as word2vec and fastText write it; otherwise the first line's
     * numbers set the dimension. Labels may contain spaces: the numbers are a line's last fields. If a line has a tab, its
     * label is what stands before the first one. If all fields of the first lines are numbers, there are no labels, unless
     * the first column has whole numbers and the others do not.
     */
    TEXT("txt,vec,glove"),

    /** The binary format of word2vec: a line of count and dimension, then label, space and little-endian float32s. */
    WORD2VEC("w2v"),

    /**
     * Comma-separated values, quoted where needed, with or without a header; a component per column, or a list in one column.
     * Which columns are labels, keys and components is guessed from the header and the first rows unless it is
     * {@linkplain ReadOptions given}. Values may be separated by semicolons or tabs instead; behind semicolons and
     * tabs, decimal commas are read. Needs the library commons-csv, an optional dependency.
     */
    CSV("csv"),

    /** Tab-separated values; in all else like {@link #CSV}. */
    TSV("tsv,tab"),

    /** JSON: an object per line, or an array of objects or of arrays. Needs the library annoy-formats. */
    JSON("json,jsonl,ndjson"),

    /**
     * HDF5: a dataset of two dimensions, that of ann-benchmarks ({@code train}), the only one, or the one that is
     * {@linkplain ReadOptions#dataset named}. Needs the library annoy-formats.
     */
    HDF5("hdf5,h5"),

    /** Parquet with a column of lists of floats or doubles. Needs the library annoy-formats. */
    PARQUET("parquet"),

    /** Arrow's IPC file and stream formats, and Feather. Needs the library annoy-formats. */
    ARROW("arrow,feather");

    /** Separated by commas. */
    private final String extensions;

    VectorFormat(final String extensions) {
        this.extensions = extensions;
    }

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
        throw new IllegalArgumentException("unknown vector format " + InvalidInputException.quote(name)
                + " ; use one of "
                + Arrays.stream(values()).map(VectorFormat::lowerCaseName).collect(Collectors.joining(", ")));
    }

    /**
     * Format of an extension.
     *
     * @param extension in lower case, without a dot.
     * @return the format that has it; empty if none has.
     */
    public static Optional<VectorFormat> ofExtension(final String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extensions().contains(extension))
                .findFirst();
    }

    /**
     * Extensions of file names that stand for this format.
     *
     * @return lower-case extensions without the dot; the list cannot be modified.
     */
    public List<String> extensions() {
        return List.of(extensions.split(",", -1));
    }

    /**
     * The name that users write.
     *
     * @return the lower-case name.
     */
    public String lowerCaseName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
