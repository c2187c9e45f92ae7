package org.annoyindex.builder.input.binary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;

/**
 * The header of a NumPy file: magic, version, length, and a Python dictionary of {@code descr}, {@code fortran_order} and
 * {@code shape}, as <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 * has it.
 *
 * @param order of the bytes of a component.
 * @param type of a component.
 * @param columnMajor whether one component of all vectors comes after the other (Fortran order).
 * @param count of vectors.
 * @param dimension of every vector.
 * @param length of the header itself in bytes: the components start here.
 */
record NpyHeader(ByteOrder order, ComponentType type, boolean columnMajor, long count, int dimension, int length) {
    private static final String MAGIC = "\u0093NUMPY";
    private static final int PRELUDE_BYTES = 8;

    /** NumPy's own limit is 10,000 bytes; a larger length in a file is nonsense and not to be allocated. */
    private static final int MAX_DICTIONARY_BYTES = 1 << 16;

    /** Python 2 wrote an L behind a number. */
    private static final Pattern TWO_SIZES = Pattern.compile("\\(\\s*(\\d+)L?\\s*,\\s*(\\d+)L?\\s*,?\\s*\\)");

    private static final String[] KEYS = {"descr", "fortran_order", "shape"};

    private static final String WRITE_AGAIN = "write the file with numpy.save";

    static NpyHeader read(final Source input) throws IOException {
        final String file = input.name();
        final byte[] prelude = input.readNBytes(PRELUDE_BYTES);
        for (int i = 0; i < MAGIC.length(); i++) {
            if (i >= prelude.length || (prelude[i] & 0xFF) != MAGIC.charAt(i)) {
                throw malformed(file, "does not start with \\x93NUMPY");
            }
        }
        if (prelude.length < PRELUDE_BYTES) {
            throw malformed(file, "ends after " + prelude.length + " bytes");
        }
        final int major = prelude[6] & 0xFF;
        if (major < 1 || major > 3) {
            throw InvalidInputException.ofFile(
                    file,
                    "npy format version " + major + "." + (prelude[7] & 0xFF) + ", expected 1.0, 2.0 or 3.0",
                    WRITE_AGAIN);
        }

        final int lengthBytes = major == 1 ? Short.BYTES : Integer.BYTES;
        final ByteBuffer lengthField = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (input.readNBytes(lengthField.array(), 0, lengthBytes) < lengthBytes) {
            throw malformed(file, "ends before its length");
        }
        final long length = lengthField.getInt(0) & 0xFFFF_FFFFL;
        if (length > MAX_DICTIONARY_BYTES) {
            throw malformed(
                    file, "is said to be " + length + " bytes long, expected " + MAX_DICTIONARY_BYTES + " at most");
        }
        final byte[] dictionary = input.readNBytes((int) length);
        if (dictionary.length < length) {
            throw malformed(file, "ends after " + dictionary.length + " of " + length + " bytes");
        }
        return of(file, new String(dictionary, UTF_8), PRELUDE_BYTES + lengthBytes + (int) length);
    }

    int rowBytes() {
        return dimension * type.bytes();
    }

    private static NpyHeader of(final String file, final String dictionary, final int length)
            throws InvalidInputException {
        final Map<String, String> entries;
        try {
            entries = new PythonDictionary(dictionary).entries();
        } catch (final IllegalArgumentException e) {
            throw malformed(file, "is no Python dictionary: " + e.getMessage() + ", found " + quoteTrimmed(dictionary));
        }
        final String[] values = new String[KEYS.length];
        for (int i = 0; i < KEYS.length; i++) {
            final String value = entries.get(KEYS[i]);
            if (value == null) {
                throw malformed(file, "has no '" + KEYS[i] + "', found " + quoteTrimmed(dictionary));
            }
            values[i] = value;
        }

        final ComponentType type = type(file, values[0]);
        if (!values[1].equals("False") && !values[1].equals("True")) {
            throw malformed(file, "has fortran_order " + values[1] + ", expected True or False");
        }
        final long[] shape = shape(file, values[2]);
        return new NpyHeader(
                values[0].charAt(1) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                type,
                values[1].equals("True"),
                shape[0],
                (int) shape[1],
                length);
    }

    private static ComponentType type(final String file, final String type) throws InvalidInputException {
        return switch (type.matches("'[<>|=][a-z]\\d+'") ? type.substring(2, type.length() - 1) : "") {
            case "f2" -> ComponentType.FLOAT16;
            case "f4" -> ComponentType.FLOAT32;
            case "f8" -> ComponentType.FLOAT64;
            case "i1" -> ComponentType.INT8;
            case "i2" -> ComponentType.INT16;
            case "i4" -> ComponentType.INT32;
            case "i8" -> ComponentType.INT64;
            case "u1", "b1" -> ComponentType.UINT8;
            case "u2" -> ComponentType.UINT16;
            case "u4" -> ComponentType.UINT32;
            case "u8" -> ComponentType.UINT64;
            default ->
                throw InvalidInputException.ofFile(
                        file,
                        "components of type " + type + ", expected floats, integers or booleans of up to 64 bits",
                        type.contains("O")
                                ? "save numpy.stack(array).astype('float32')"
                                : "save array.astype('float32')");
        };
    }

    private static long[] shape(final String file, final String shape) throws InvalidInputException {
        final Matcher sizes = TWO_SIZES.matcher(shape);
        if (!sizes.matches()) {
            throw InvalidInputException.ofFile(
                    file,
                    "shape " + shape + ", expected two dimensions: (count, dimension)",
                    "save array.reshape(count, dimension)");
        }
        final long count = size(sizes.group(1));
        final long dimension = size(sizes.group(2));
        if (!InputRules.isDimension(dimension)) {
            throw InvalidInputException.ofFile(
                    file, InputRules.badDimension(dimension) + ", in shape " + shape, "save one vector per row");
        }
        if (count < 1) {
            throw InvalidInputException.ofFile(
                    file, "no vectors, expected at least 1, in shape " + shape, "save at least one row");
        }
        return new long[] {count, dimension};
    }

    private static long size(final String digits) {
        try {
            return Long.parseLong(digits);
        } catch (final NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static String quoteTrimmed(final String dictionary) {
        return InvalidInputException.quote(dictionary.strip());
    }

    private static InvalidInputException malformed(final String file, final String problem) {
        return InvalidInputException.ofFile(file, "the npy header " + problem, WRITE_AGAIN);
    }
}
