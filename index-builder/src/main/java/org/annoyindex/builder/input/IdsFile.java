package org.annoyindex.builder.input;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.text.TextLines;
import org.annoyindex.builder.input.text.TextSource;
import org.annoyindex.query.AnnoyIndex;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Files of ids: text with one id per line, or a {@code RoaringBitmap} in its portable serialized form, which is recognized by
 * its first two bytes; or text with one key per line. Blank lines are skipped. Each may be compressed, or be read from a pipe.
 * Safe for use by several threads.
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
     * @param file to read.
     * @return the ids, in a new bitmap.
     * @throws InvalidInputException if the file is missing or not readable, if a line is not a whole number from 0 to
     *     2,147,483,647, or if a bitmap is damaged.
     * @throws IOException if reading fails.
     */
    public static RoaringBitmap read(final Path file) throws IOException {
        return read(Source.openMaybeEmpty(file));
    }

    /**
     * Reads all ids from a stream, such as standard input. An empty one has none.
     *
     * @param in to read; closed by this.
     * @param name of the stream in messages.
     * @return the ids, in a new bitmap.
     * @throws InvalidInputException if a line is not a whole number from 0 to 2,147,483,647, or if a bitmap is damaged.
     * @throws IOException if reading fails.
     */
    public static RoaringBitmap read(final InputStream in, final String name) throws IOException {
        return read(Source.maybeEmpty(name, in));
    }

    private static RoaringBitmap read(final Source source) throws IOException {
        try (source) {
            final byte[] start = source.peek(COOKIE_BYTES);
            final int cookie = start.length < COOKIE_BYTES ? 0 : start[0] & 0xFF | (start[1] & 0xFF) << 8;
            return cookie == FIRST_COOKIE || cookie == LAST_COOKIE ? readBitmap(source) : readLines(source);
        }
    }

    /**
     * Reads keys, one per line, and looks them up. An empty file has none.
     *
     * @param file to read.
     * @param index whose items have the keys.
     * @return the ids of these items, in a new bitmap.
     * @throws InvalidInputException if the file is missing or not readable, or if a line is no key, or one that no item
     *     has.
     * @throws IOException if reading fails.
     * @throws IllegalStateException if the index has no keys.
     */
    public static RoaringBitmap readKeys(final Path file, final AnnoyIndex index) throws IOException {
        return readKeys(KeyReader.of(Source.openMaybeEmpty(file)), index);
    }

    /**
     * Reads keys, one per line, from a stream, such as standard input, and looks them up. An empty one has none.
     *
     * @param in to read; closed by this.
     * @param name of the stream in messages.
     * @param index whose items have the keys.
     * @return the ids of these items, in a new bitmap.
     * @throws InvalidInputException if a line is no key, or one that no item has.
     * @throws IOException if reading fails.
     * @throws IllegalStateException if the index has no keys.
     */
    public static RoaringBitmap readKeys(final InputStream in, final String name, final AnnoyIndex index)
            throws IOException {
        return readKeys(KeyReader.of(Source.maybeEmpty(name, in)), index);
    }

    private static RoaringBitmap readKeys(final KeyReader keys, final AnnoyIndex index) throws IOException {
        try (keys) {
            final RoaringBitmap ids = new RoaringBitmap();
            while (keys.next()) {
                ids.add(find(keys, index));
            }
            return ids;
        }
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

    private static RoaringBitmap readLines(final Source source) throws IOException {
        final TextSource text = new TextSource(source, ReadOptions.defaults());
        final TextLines lines = new TextLines(text.name(), text.stream());
        final RoaringBitmap ids = new RoaringBitmap();
        while (lines.next()) {
            final int start = lines.fieldStart();
            lines.fieldBefore(lines.end());
            ids.add(parse(text.name(), lines.number(), lines.text(start, lines.fieldEnd())));
        }
        return ids;
    }

    private static int parse(final String file, final long line, final String text) throws InvalidInputException {
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

    private static RoaringBitmap readBitmap(final Source input) throws IOException {
        final RoaringBitmap ids = new RoaringBitmap();
        try {
            ids.deserialize(new DataInputStream(input));
        } catch (final InvalidInputException ex) {
            throw ex;
        } catch (final IOException | RuntimeException ex) {
            throw damaged(input.name(), ex.getMessage(), ex);
        }
        if (!ids.validate()) {
            throw damaged(input.name(), "its containers are not in order", null);
        }
        if (input.read() >= 0) {
            throw damaged(input.name(), "there are bytes behind its end", null);
        }
        return ids;
    }

    private static InvalidInputException damaged(
            final String file, final @Nullable String what, final @Nullable Exception cause) {
        final InvalidInputException exception = InvalidInputException.ofFile(
                file,
                "a RoaringBitmap that is cut off or damaged (" + (what == null ? "it ends early" : what) + ")",
                "write it again with RoaringBitmap.serialize");
        exception.initCause(cause);
        return exception;
    }
}
