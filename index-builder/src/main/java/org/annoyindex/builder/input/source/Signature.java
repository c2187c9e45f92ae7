package org.annoyindex.builder.input.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.VectorFormat;
import org.annoyindex.builder.input.text.DecimalText;
import org.jspecify.annotations.Nullable;

/** Recognizes what an input is by its first bytes, and by its name where they do not say it. */
public enum Signature {
    /** A NumPy array. */
    NPY("\u0093NUMPY", VectorFormat.NPY),

    /** A zip file, of NumPy arrays for all that is known yet. */
    ZIP("PK\u0003\u0004", VectorFormat.NPZ),

    /** HDF5. */
    HDF5("\u0089HDF\r\n\u001a\n", VectorFormat.HDF5),

    /** Parquet. */
    PARQUET("PAR1", VectorFormat.PARQUET),

    /** Arrow's file format, and Feather's second version. */
    ARROW("ARROW1", VectorFormat.ARROW),

    /** Arrow's stream format. */
    ARROW_STREAM("\u00ff\u00ff\u00ff\u00ff", VectorFormat.ARROW),

    /** An index of this library. */
    INDEX("ANNOYIDX", "is an index already", "query it, or write its vectors to a file with 'annoy export'"),

    /** Feather's first version. */
    FEATHER_1(
            "FEA1",
            "is a Feather file of version 1",
            "convert it: python3 -c \"import pandas as p; p.read_feather('in').to_parquet('out.parquet')\""),

    /** Only a reference to a file. */
    GIT_LFS(
            "version https://git-lfs.github.com/spec/",
            "is a Git LFS pointer, not the file itself",
            "fetch the file with: git lfs pull"),

    /** A model of fastText. */
    FASTTEXT(
            "\u00ba\u0016O/",
            "is a model of fastText",
            "take its .vec file, or write one: for each word, model.get_word_vector(word)"),

    /** Python objects. */
    PICKLE(
            "\u0080",
            "is a Python pickle",
            "load it in Python and save its array with numpy.save, or gensim's vectors with save_word2vec_format") {
        @Override
        boolean begins(final byte[] start) {
            return start.length > 2
                    && (start[0] & 0xFF) == 0x80
                    && start[1] >= 2
                    && start[1] <= 5
                    && isPickled(start[2]);
        }
    },

    /** A page of a web site, such as an error or a login in place of a download. */
    HTML("<", "is an HTML page, not a file of vectors", "download the file itself") {
        @Override
        boolean begins(final byte[] start) {
            final String text = new String(start, ISO_8859_1).stripLeading().toLowerCase(Locale.ROOT);
            return text.startsWith("<!doctype html") || text.startsWith("<html");
        }
    },

    /** XML. */
    XML("<?xml", "is XML", "write the vectors as .csv or .npy"),

    /** bzip2. */
    BZIP2("BZh", "is compressed with bzip2", "unpack it with: bunzip2") {
        @Override
        boolean begins(final byte[] start) {
            return super.begins(start) && start.length > 9 && start[3] >= '1' && start[3] <= '9' && start[4] == '1';
        }
    },

    /** xz. */
    XZ("\u00fd7zXZ\u0000", "is compressed with xz", "unpack it with: unxz"),

    /** zstd, where no library unpacks it. */
    ZSTD(
            "(\u00b5/\u00fd",
            "is compressed with zstd",
            "unpack it with: unzstd, or add the dependency org.annoyindex:annoy-formats"),

    /** lz4. */
    LZ4("\u0004\"M\u0018", "is compressed with lz4", "unpack it with: unlz4"),

    /** 7-Zip. */
    SEVEN_ZIP("7z\u00bc\u00af'\u001c", "is a 7-Zip archive", "unpack it with: 7z x"),

    /** An empty or split zip file. */
    EMPTY_ZIP("PK\u0005\u0006", "is an empty zip file", "write it again"),

    /** RAR. */
    RAR("Rar!\u001a\u0007", "is a RAR archive", "unpack it with: unrar x"),

    /** A database. */
    SQLITE(
            "SQLite format 3\u0000",
            "is an SQLite database",
            "write a table with: sqlite3 -csv -header FILE 'select ...' > vectors.csv"),

    /** A PDF. */
    PDF("%PDF-", "is a PDF", "write the vectors as .csv or .npy"),

    /** MATLAB. */
    MATLAB(
            "MATLAB 5.0 MAT-file",
            "is a MATLAB file",
            "convert it: python3 -c \"import numpy as n, scipy.io as s; n.save('out.npy', s.loadmat('in')['NAME'])\""),

    /** A model in GGUF. */
    GGUF("GGUF", "is a model in GGUF", "write its vectors with numpy.save"),

    /** UTF-16 or UTF-32 text, little-endian. */
    UTF_16_LE("\u00ff\u00fe", "is text in UTF-16", "save it as UTF-8, or give --encoding UTF-16"),

    /** UTF-16 text, big-endian. */
    UTF_16_BE("\u00fe\u00ff", "is text in UTF-16", "save it as UTF-8, or give --encoding UTF-16");

    private static final int SAMPLE_BYTES = 1 << 12;
    private static final int TAR_MAGIC_AT = 257;

    private final String start;
    private final @Nullable VectorFormat format;
    private final String problem;
    private final String remedy;

    Signature(final String start, final VectorFormat format) {
        this.start = start;
        this.format = format;
        problem = "is in the format " + format.lowerCaseName();
        remedy = "name that format";
    }

    Signature(final String start, final String problem, final String remedy) {
        this.start = start;
        format = null;
        this.problem = problem;
        this.remedy = remedy;
    }

    boolean begins(final byte[] bytes) {
        return bytes.length >= start.length() && new String(bytes, 0, start.length(), ISO_8859_1).equals(start);
    }

    /** Whether a pickle's first instruction is one with which pickles begin. */
    private static boolean isPickled(final byte instruction) {
        return "\u0095c]}(KX\u008cU".indexOf(instruction & 0xFF) >= 0;
    }

    /**
     * Recognizes the format of an input.
     *
     * @param source its bytes, of which none is consumed.
     * @param encoded whether the encoding of text is given, so that it need not be UTF-8.
     * @return its format.
     * @throws InvalidInputException if it is in a format that cannot be read, or if neither content nor name say what it is.
     * @throws IOException if reading fails.
     */
    public static VectorFormat formatOf(final Source source, final boolean encoded) throws IOException {
        final byte[] sample = source.peek(SAMPLE_BYTES);
        final Optional<VectorFormat> named = VectorFormat.ofExtension(source.extension());
        final boolean rowsOfBytes = named.isPresent()
                && switch (named.get()) {
                    case FVECS, BVECS, IVECS, FBIN, U8BIN, I8BIN, F32 -> true;
                    default -> false;
                };
        for (final Signature signature : values()) {
            if (signature.begins(sample) && !(rowsOfBytes && signature.isWeak())) {
                if (encoded && (signature == UTF_16_LE || signature == UTF_16_BE)) {
                    return named.orElse(VectorFormat.TEXT);
                }
                if (signature.format == null) {
                    throw InvalidInputException.ofFile(source.name(), signature.problem, signature.remedy);
                }
                return signature.format;
            }
        }
        if (sample.length > TAR_MAGIC_AT + 5 && new String(sample, TAR_MAGIC_AT, 5, ISO_8859_1).equals("ustar")) {
            throw InvalidInputException.ofFile(source.name(), "is a tar archive", "unpack it with: tar xf");
        }
        if (named.orElse(VectorFormat.TEXT) == VectorFormat.IVECS) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    ".ivecs files mostly hold ids, as ground truth",
                    "to take its ints as components, give the input format ivecs");
        }
        if (rowsOfBytes && isText(sample)) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "is text (" + InvalidInputException.quote(firstLine(sample)) + "), expected "
                            + named.get().lowerCaseName(),
                    "rename the file or name its format");
        }
        if (isWord2vec(sample)) {
            return VectorFormat.WORD2VEC;
        }
        if (isText(sample)
                && named.filter(each -> each != VectorFormat.WORD2VEC).isEmpty()) {
            return textFormat(source, sample);
        }
        if (isText(sample) && isJsonObject(withoutMark(sample))) {
            return VectorFormat.JSON;
        }
        if (named.isEmpty()) {
            throw unknown(source);
        }
        final VectorFormat format = named.get();
        if (format == VectorFormat.PARQUET
                || format == VectorFormat.ARROW
                || format == VectorFormat.NPZ
                || format == VectorFormat.HDF5 && isText(sample)) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    "does not begin as ." + format.lowerCaseName() + " does",
                    "copy or write it again, or name its format");
        }
        return format;
    }

    /** Short signatures, with which rows of numbers can begin by chance. */
    private boolean isWeak() {
        return start.length() <= 4 && this != HTML;
    }

    private static VectorFormat textFormat(final Source source, final byte[] sample) throws InvalidInputException {
        if (isJson(withoutMark(sample))) {
            return VectorFormat.JSON;
        }
        if (!source.extension().isEmpty() && !source.extension().matches("dat|data|out|log|\\d+")) {
            throw unknown(source);
        }
        final String line = firstLine(sample);
        if (line.indexOf('\t') >= 0) {
            return VectorFormat.TSV;
        }
        return line.indexOf(',') >= 0 || line.indexOf(';') >= 0 ? VectorFormat.CSV : VectorFormat.TEXT;
    }

    private static InvalidInputException unknown(final Source source) {
        final String extension = source.extension();
        final String known = Arrays.stream(VectorFormat.values())
                .flatMap(format -> format.extensions().stream())
                .map(each -> "." + each)
                .collect(Collectors.joining(", "));
        return InvalidInputException.ofFile(
                source.name(),
                (extension.isEmpty()
                                ? "no extension"
                                : "unknown extension " + InvalidInputException.quote("." + extension))
                        + ", expected one of " + known + ", or one of these and .gz",
                "rename the file or name its format");
    }

    /** Whether bytes are text: no control characters but tabs, line ends, and Ctrl-Z and escapes. */
    private static boolean isText(final byte[] sample) {
        for (final byte each : sample) {
            if (each >= 0
                    && each < ' '
                    && each != '\t'
                    && each != '\n'
                    && each != '\r'
                    && each != 0x1A
                    && each != 0x1B) {
                return false;
            }
        }
        return true;
    }

    /** Whether text begins as objects of JSON do, or arrays of them. */
    private static boolean isJsonObject(final String text) {
        return text.matches("(?s)\\s*(\\{\\s*\"[^\"]*\"\\s*:|\\[\\s*\\{\\s*\").*");
    }

    /** Whether text begins as JSON does: a word vector's label may be "[UNK]". */
    private static boolean isJson(final String text) {
        return isJsonObject(text) || text.matches("(?s)\\s*\\[\\s*(\\[\\s*)*-?\\d.*");
    }

    private static String withoutMark(final byte[] sample) {
        return new String(sample, ISO_8859_1).replaceFirst("^\u00ef\u00bb\u00bf", "");
    }

    /** Whether a line of count and dimension is followed by a label and then bytes that are no text. */
    private static boolean isWord2vec(final byte[] sample) {
        final String line = firstLine(sample);
        final String[] fields = line.strip().split("[ \t]+", -1);
        if (fields.length != 2 || line.length() > 40 || !isWhole(fields[0]) || !isWhole(fields[1])) {
            return false;
        }
        return !isText(sample) || !isUtf8(sample);
    }

    private static boolean isUtf8(final byte[] sample) {
        int malformed = 0;
        for (int i = 0; i < sample.length; i++) {
            final int value = sample[i] & 0xFF;
            final int more = value < 0x80
                    ? 0
                    : value >= 0xC2 && value < 0xE0
                            ? 1
                            : value >= 0xE0 && value < 0xF0 ? 2 : value >= 0xF0 && value < 0xF5 ? 3 : -1;
            for (int j = 1; j <= more; j++) {
                if (i + j < sample.length && (sample[i + j] & 0xC0) != 0x80) {
                    malformed++;
                    break;
                }
            }
            malformed += more < 0 && (value & 0xC0) != 0x80 ? 1 : 0;
        }
        // Text in another encoding has few such bytes; floats have many.
        return malformed * 20 < sample.length;
    }

    private static boolean isWhole(final String text) {
        final byte[] bytes = DecimalText.bytes(text);
        return DecimalText.isWhole(bytes, 0, bytes.length);
    }

    private static String firstLine(final byte[] sample) {
        final String text = new String(sample, ISO_8859_1);
        return text.lines().findFirst().orElse("");
    }

    /**
     * What first bytes may be, if not what they should.
     *
     * @param sample first bytes of an input of rows of numbers.
     * @param size of the input; -1 if unknown.
     * @return a guess for a message; empty if there is none.
     */
    public static String guessRows(final byte[] sample, final long size) {
        if (sample.length < 8) {
            return "";
        }
        final ByteBuffer bytes = ByteBuffer.wrap(sample).order(ByteOrder.LITTLE_ENDIAN);
        final long first = bytes.getInt(0) & 0xFFFF_FFFFL;
        final long second = bytes.getInt(4) & 0xFFFF_FFFFL;
        if (first >= 1 && InputRules.isDimension(second) && size > 8) {
            for (final VectorFormat format : new VectorFormat[] {VectorFormat.FBIN, VectorFormat.U8BIN}) {
                final long each = format == VectorFormat.FBIN ? 4 : 1;
                if (first <= size && 8 + first * second * each == size) {
                    return "looks like ." + format.lowerCaseName() + ": " + first + " vectors of dimension " + second;
                }
            }
        }
        if (InputRules.isDimension(first) && size > 0) {
            if (size % (4 + first) == 0 && size % (4 + 4 * first) != 0) {
                return "looks like .bvecs: rows of " + first + " bytes";
            }
        }
        final long reversed = Integer.reverseBytes((int) first) & 0xFFFF_FFFFL;
        if (InputRules.isDimension(reversed) && !InputRules.isDimension(first)) {
            return "looks like big-endian numbers: dimension " + reversed + " with its bytes reversed";
        }
        return "";
    }
}
