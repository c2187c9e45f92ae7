package org.annoyindex.integration;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.annoyindex.core.format.Header;

/**
 * Changes index files so that they look sound: whatever is changed, all checksums are right afterwards. Fields of the header
 * and of the section table are set to values at which code breaks; pages, tables and columns are damaged at places that are
 * followed.
 */
final class IndexMutations {
    private static final int[] HEADER_INTS = {8, 12, 16, 20, 24, 28, 32, 36, 56, 60, 64, 68, 72, 76};
    private static final int TABLE = 128;
    private static final int ENTRY = 32;

    private final byte[] original;
    private final int sections;
    private final Random random;

    /**
     * @param original bytes of an index file.
     * @param random chooses what is changed.
     */
    IndexMutations(final byte[] original, final Random random) {
        this.original = original;
        this.random = random;
        sections = ByteBuffer.wrap(original).order(ByteOrder.LITTLE_ENDIAN).getInt(72);
    }

    /** A changed copy. */
    byte[] next() {
        final ByteBuffer bytes = ByteBuffer.wrap(original.clone()).order(ByteOrder.LITTLE_ENDIAN);
        final int changes = 1 + (random.nextInt(3) == 0 ? random.nextInt(3) : 0);
        for (int i = 0; i < changes; i++) {
            switch (random.nextInt(8)) {
                case 0 -> changeHeader(bytes);
                case 1 -> changeTable(bytes);
                case 2 -> changePages(bytes);
                case 3 -> circle(bytes);
                case 4 -> repeat(bytes);
                case 5 -> changeInts(bytes);
                case 6 -> changeBytes(bytes);
                default -> exchange(bytes);
            }
        }
        sum(bytes);
        return bytes.array();
    }

    private void changeHeader(final ByteBuffer bytes) {
        final int at = HEADER_INTS[random.nextInt(HEADER_INTS.length)];
        bytes.putInt(at, worst(bytes.getInt(at)));
        if (random.nextInt(3) == 0) {
            bytes.putInt(HEADER_INTS[random.nextInt(HEADER_INTS.length)], worst(bytes.getInt(at)));
        }
    }

    private void changeTable(final ByteBuffer bytes) {
        final int entry = TABLE + ENTRY * random.nextInt(sections);
        switch (random.nextInt(4)) {
            case 0 -> bytes.putInt(entry, random.nextInt(17));
            case 1 -> bytes.putLong(entry + 8, worst(bytes.getLong(entry + 8)));
            case 2 -> bytes.putLong(entry + 16, worst(bytes.getLong(entry + 16)));
            default -> {
                // Another section's place.
                final int other = TABLE + ENTRY * random.nextInt(sections);
                bytes.putLong(entry + 8, bytes.getLong(other + 8));
                if (random.nextBoolean()) {
                    bytes.putLong(entry + 16, bytes.getLong(other + 16));
                }
            }
        }
    }

    /** The first numbers of pages and columns: counts, kinds, slots of tables. */
    private void changePages(final ByteBuffer bytes) {
        final int entry = TABLE + ENTRY * random.nextInt(sections);
        final int start = start(bytes, entry);
        final int pages = (end(bytes, entry) - start) / 64;
        for (int i = random.nextInt(4); i >= 0 && pages > 0; i--) {
            final int at = start + 64 * (random.nextInt(3) == 0 ? 0 : random.nextInt(pages)) + 4 * random.nextInt(4);
            bytes.putInt(at, worst(bytes.getInt(at)));
        }
    }

    /** All small numbers of a section become the same one, so that pages refer to one page. */
    private void circle(final ByteBuffer bytes) {
        final int entry = TABLE + ENTRY * random.nextInt(sections);
        final int share = 1 + random.nextInt(4);
        final int value = random.nextInt(3) == 0 ? 0 : random.nextInt(64);
        final int limit = original.length / 64;
        for (int at = start(bytes, entry); at + 4 <= end(bytes, entry); at += 4) {
            final int before = bytes.getInt(at);
            if (before > 2 && before < limit && random.nextInt(share) == 0) {
                bytes.putInt(at, value);
            }
        }
    }

    /** Numbers of a section are copied over others: repeated positions, ids, labels and references. */
    private void repeat(final ByteBuffer bytes) {
        final int entry = TABLE + ENTRY * random.nextInt(sections);
        final int start = start(bytes, entry);
        final int ints = (end(bytes, entry) - start) / 4;
        for (int i = random.nextInt(30); i >= 0 && ints > 0; i--) {
            bytes.putInt(start + 4 * random.nextInt(ints), bytes.getInt(start + 4 * random.nextInt(ints)));
        }
    }

    private void changeInts(final ByteBuffer bytes) {
        final int entry = TABLE + ENTRY * random.nextInt(sections);
        final int start = start(bytes, entry);
        final int ints = (end(bytes, entry) - start) / 4;
        for (int i = random.nextInt(10); i >= 0 && ints > 0; i--) {
            final int at = start + 4 * random.nextInt(Math.min(ints, random.nextBoolean() ? ints : 8));
            bytes.putInt(at, worst(bytes.getInt(at)));
        }
    }

    private void changeBytes(final ByteBuffer bytes) {
        for (int i = random.nextInt(20); i >= 0; i--) {
            bytes.put(random.nextInt(original.length), (byte) random.nextInt(256));
        }
    }

    /** A range of the file over another one. */
    private void exchange(final ByteBuffer bytes) {
        final int length = 64 * (1 + random.nextInt(8));
        final int from = Header.BYTES + random.nextInt((original.length - Header.BYTES - length) / 64) * 64;
        final int to = Header.BYTES + random.nextInt((original.length - Header.BYTES - length) / 64) * 64;
        bytes.put(to, Arrays.copyOfRange(original, from, from + length));
    }

    private int start(final ByteBuffer bytes, final int entry) {
        return (int) Math.max(Header.BYTES, Math.min(original.length, bytes.getLong(entry + 8)));
    }

    private int end(final ByteBuffer bytes, final int entry) {
        final long length = Math.max(0, Math.min(original.length, bytes.getLong(entry + 16)));
        return (int) Math.min(original.length, start(bytes, entry) + length);
    }

    /** Numbers at which counts, lengths and references go wrong. */
    private int worst(final int before) {
        return switch (random.nextInt(16)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> -1;
            case 3 -> Integer.MAX_VALUE;
            case 4 -> Integer.MIN_VALUE;
            case 5 -> before + 1;
            case 6 -> before - 1;
            case 7 -> 2 * before;
            case 8 -> before / 2;
            case 9 -> 1 << random.nextInt(31);
            case 10 -> original.length / 64;
            case 11 -> original.length;
            case 12 -> 0x7fc0_0000; // NaN
            case 13 -> 0x7f80_0000; // infinity
            case 14 -> random.nextInt();
            default -> random.nextInt(1000);
        };
    }

    private long worst(final long before) {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> before + 64;
            case 5 -> before - 64;
            case 6 -> before + 1;
            case 7 -> original.length;
            case 8 -> 1L << random.nextInt(63);
            case 9 -> Long.MAX_VALUE - before + 1;
            case 10 -> random.nextInt(original.length);
            default -> before / 2;
        };
    }

    /** Makes the checksums of all sections and of the header right. */
    static void sum(final ByteBuffer bytes) {
        final int sections = Math.max(0, Math.min(123, bytes.getInt(72)));
        final int length = bytes.capacity();
        for (int entry = TABLE; entry < TABLE + ENTRY * sections; entry += ENTRY) {
            final long start = bytes.getLong(entry + 8);
            final long bytesOf = bytes.getLong(entry + 16);
            if (start >= 0 && bytesOf >= 0 && start <= length - bytesOf) {
                bytes.putInt(entry + 4, crc(bytes, (int) start, (int) bytesOf));
            }
        }
        bytes.putInt(Header.BYTES - 4, crc(bytes, 0, Header.BYTES - 4));
    }

    private static int crc(final ByteBuffer bytes, final int from, final int length) {
        final CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().limit(from + length).position(from));
        return (int) checksum.getValue();
    }
}
