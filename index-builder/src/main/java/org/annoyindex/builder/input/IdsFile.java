package org.annoyindex.builder.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.annoyindex.query.AnnoyIndex;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Files of ids: text with one id per line, or a {@code RoaringBitmap} in its portable serialized form, which is recognized by
 * its first two bytes; or text with one key per line. Blank lines are skipped. Each may be compressed ({@code .gz}). Safe for use by several threads.
 */
public final class IdsFile {
    /** Serialized bitmaps begin with 12346 or 12347, little-endian: ":0" or ";0", which no line with an id begins with. */
    private static final int FIRST_COOKIE = 12_346;

    private static final int LAST_COOKIE = 12_347;

    private static final int COOKIE_BYTES = 2;

    private IdsFile() {}

    /**
     * Reads all ids. An empty file has none.
     *
     * @param file to read; unpacked if its name ends in {@code .gz}.
     * @return the ids, in a new bitmap.
     * @throws InvalidInputException if the file is missing or not readable, if a line is not a whole number from 0 to
     *     2,147,483,647, or if a bitmap is damaged.
     * @throws IOException if reading fails.
     */
    public static RoaringBitmap read(final Path file) throws IOException {
        if (InputFile.isEmpty(file)) {
            return new RoaringBitmap();
        }
        final byte[] start;
        try (InputFile input = InputFile.open(file)) {
            start = input.readNBytes(COOKIE_BYTES);
        }
        final int cookie = start.length < COOKIE_BYTES ? 0 : start[0] & 0xFF | (start[1] & 0xFF) << 8;
        try (InputFile input = InputFile.open(file)) {
            return cookie == FIRST_COOKIE || cookie == LAST_COOKIE ? readBitmap(input) : readLines(input);
        }
    }

    /**
     * Reads keys, one per line, and looks them up. An empty file has none.
     *
     * @param file to read; unpacked if its name ends in {@code .gz}.
     * @param index whose items have the keys.
     * @return the ids of these items, in a new bitmap.
     * @throws InvalidInputException if the file is missing or not readable, or if a line is no key, or one that no item
     *     has.
     * @throws IOException if reading fails.
     * @throws IllegalStateException if the index has no keys.
     */
    public static RoaringBitmap readKeys(final Path file, final AnnoyIndex index) throws IOException {
        final RoaringBitmap ids = new RoaringBitmap();
        if (InputFile.isEmpty(file)) {
            return ids;
        }
        try (KeyReader keys = KeyReader.open(file)) {
            while (keys.next()) {
                ids.add(find(keys, index));
            }
        }
        return ids;
    }

    private static int find(final KeyReader keys, final AnnoyIndex index) throws InvalidInputException {
        final OptionalInt id = switch (index.info().keyKind()) {
            case NUMBERS -> index.idOf(keys.number());
            case STRINGS -> index.idOf(keys.key());
            case NONE -> throw new IllegalStateException("the index has no keys; give ids");
        };
        return id.orElseThrow(() -> keys.wrong(
                "no item has the key " + InvalidInputException.quote(keys.key()), "correct or remove the line"));
    }

    private static RoaringBitmap readLines(final InputFile input) throws IOException {
        input.skipByteOrderMark();
        final RoaringBitmap ids = new RoaringBitmap();
        final BufferedReader lines = new BufferedReader(new InputStreamReader(input, UTF_8));
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            final String text = line.strip();
            if (!text.isEmpty()) {
                ids.add(parse(input.path(), number, text));
            }
        }
        return ids;
    }

    private static int parse(final Path file, final long line, final String text) throws InvalidInputException {
        try {
            final int id = Integer.parseInt(text);
            if (id >= 0) {
                return id;
            }
        } catch (final NumberFormatException ex) {
            // Reported like a negative number.
        }
        throw InvalidInputException.atLine(
                file,
                line,
                InvalidInputException.quote(text) + ", expected an id from 0 to " + Integer.MAX_VALUE,
                "give one id per line, or a serialized RoaringBitmap");
    }

    private static RoaringBitmap readBitmap(final InputFile input) throws IOException {
        final RoaringBitmap ids = new RoaringBitmap();
        try {
            ids.deserialize(new DataInputStream(input));
        } catch (final InvalidInputException ex) {
            throw ex;
        } catch (final IOException | RuntimeException ex) {
            throw damaged(input.path(), ex.getMessage(), ex);
        }
        if (!ids.validate()) {
            throw damaged(input.path(), "its containers are not in order", null);
        }
        if (input.read() >= 0) {
            throw damaged(input.path(), "there are bytes behind its end", null);
        }
        return ids;
    }

    private static InvalidInputException damaged(
            final Path file, final @Nullable String what, final @Nullable Exception cause) {
        final InvalidInputException exception = InvalidInputException.ofFile(
                file,
                "a RoaringBitmap that is cut off or damaged (" + (what == null ? "it ends early" : what) + ")",
                "write it again with RoaringBitmap.serialize");
        exception.initCause(cause);
        return exception;
    }
}
