package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Test;

final class HeaderTest {
    private static final Path FILE = Path.of("x.annoy");
    private static final long LENGTH = 100_000;

    /** Of ten items with sketches of 128 bits: two blocks each, of 16 codes and three rows of 64 bytes. */
    private static final long ITEM_PAGES = 10 * 2 * (16 * 16 + 3 * 64);

    private static final int ENTRY_PAGE = 64 + 448 + 16 * 16 + 3 * 64;

    @Test
    void headerIsReadAsItWasWritten() throws IndexFormatException {
        assertEquals(header(), decode(header().encode(), LENGTH));
    }

    @Test
    void everyFlippedBitIsDetected() {
        for (int at = 0; at < Header.BYTES; at++) {
            final ByteBuffer bytes = header().encode();
            bytes.put(at, (byte) (bytes.get(at) ^ 1 << at % 8));
            assertThrows(IndexFormatException.class, () -> decode(bytes, LENGTH), "byte " + at);
        }
    }

    @Test
    void problemsAreExplained() {
        assertProblem("x.annoy is empty, not an index; build one with 'annoy build'", ByteBuffer.allocate(0), 0);
        assertProblem(
                "x.annoy is not an index of this library (no ANNOYIDX at its start); build one with 'annoy build'",
                ByteBuffer.allocate(Header.BYTES),
                LENGTH);
        assertProblem(
                "x.annoy has 100 bytes, less than a header; it was cut off: copy or build it again",
                header().encode().limit(100),
                100);
        assertProblem(
                "x.annoy has 99999 bytes, its header says 100000; it was cut off or changed: copy or build it again",
                header().encode(),
                LENGTH - 1);
        final ByteBuffer newer = header().encode();
        newer.order(ByteOrder.LITTLE_ENDIAN).putInt(8, Header.VERSION + 1);
        assertProblem("x.annoy has format version 3, this library reads 1 to 2; update it", newer, LENGTH);
        final ByteBuffer damaged = header().encode();
        damaged.put(20, (byte) 101);
        assertProblem("x.annoy has a damaged header (checksum differs); copy or build it again", damaged, LENGTH);
    }

    private static void assertProblem(final String message, final ByteBuffer bytes, final long length) {
        final IndexFormatException ex = assertThrows(IndexFormatException.class, () -> decode(bytes, length));
        assertEquals(message, ex.getMessage());
    }

    @Test
    void sectionsOfTheWrongLengthAreRefused() {
        final Map<SectionKind, Section> sections = sections();
        sections.put(SectionKind.IDS, new Section(SectionKind.IDS, 4096, 44, 0));
        final Header wrong =
                new Header(Header.VERSION, Metric.EUCLIDEAN, 100, 10, 1, 2, 128, 0, 42, 1, 1, 64, 64, LENGTH, sections);
        final IndexFormatException ex = assertThrows(IndexFormatException.class, () -> decode(wrong.encode(), LENGTH));
        assertTrue(ex.getMessage().contains("section IDS of 44 bytes, expected 40"), ex.getMessage());
    }

    @Test
    void invalidValuesWithACorrectChecksumAreRefused() {
        assertInvalid("unknown metric code 9", 16, 9);
        assertInvalid("dimension 0", 20, 0);
        assertInvalid("dimension 65537", 20, 65_537);
        assertInvalid("a count below its minimum", 24, -1);
        assertInvalid("a count below its minimum", 28, 0);
        assertInvalid("a count below its minimum", 56, 0);
        assertInvalid("a count below its minimum", 60, -1);
        assertInvalid("a negative page length", 64, -1);
        assertInvalid("a negative page length", 68, -64);
        assertInvalid("3 leaves per item", 76, 3);
        assertInvalid("0 leaves per item", 76, 0);
        assertInvalid("32 sketch bits, expected 64 to 128", 32, 32);
        assertInvalid("192 sketch bits, expected 64 to 128", 32, 192);
        assertInvalid("-1 sections", 72, -1);
        assertInvalid("124 sections", 72, 124);
        assertInvalid("no section CENTER", 72, 0);
        assertInvalid("section ROOTS of 4 bytes, expected 8", 28, 2);
        assertInvalid("section VECTORS of 4000 bytes, expected 4400", 24, 11);
        assertInvalid("11 pages in section INNER_PAGES of 640 bytes", 56, 11);
        assertInvalid("2147483647 pages in section INNER_PAGES of 640 bytes", 56, Integer.MAX_VALUE);
        assertInvalid("11 pages in section LEAF_PAGES of 640 bytes", 60, 11);
        assertInvalid("a page of 641 bytes in section INNER_PAGES of 640 bytes", 64, 641);
        assertInvalid("a page of 2147483647 bytes in section LEAF_PAGES of 640 bytes", 68, Integer.MAX_VALUE);
        assertInvalid("a largest norm of NaN", 36, 0x7fc0_0000);
        assertInvalid("a largest norm of -1.0", 36, Float.floatToIntBits(-1));
        assertInvalid("two sections ROOTS", 128, SectionKind.ROOTS.code());
        // The first section, CENTER, at byte 128: its offset and its length.
        assertInvalid("section at byte 4095 of 400 bytes", 136, 4095);
        assertInvalid("section at byte 99601 of 400 bytes", 136, 99_601);
        assertInvalid("section CENTER of 401 bytes, expected 400", 144, 401);
    }

    @Test
    void treesHaveARootEach() {
        final Map<SectionKind, Section> sections = sections();
        sections.put(SectionKind.ROOTS, new Section(SectionKind.ROOTS, 4224, 8, 0));
        final Header wrong =
                new Header(Header.VERSION, Metric.EUCLIDEAN, 100, 10, 2, 2, 128, 0, 42, 1, 1, 64, 64, LENGTH, sections);
        assertProblem(
                "x.annoy has a damaged header: 2 trees, but 1 inner pages; copy or build it again",
                wrong.encode(),
                LENGTH);
    }

    @Test
    void sketchesOfVersionOneHaveOneBitPerComponent() throws IOException {
        final ByteBuffer first = header().encode().order(ByteOrder.LITTLE_ENDIAN);
        first.putInt(8, 1);
        assertEquals(1, decode(summed(first), LENGTH).version());
        first.putInt(32, 64);
        assertProblem(
                "x.annoy has a damaged header: 64 sketch bits, expected 128 to 128; copy or build it again",
                summed(first),
                LENGTH);
        assertEquals(64, decode(changed(32, 64), LENGTH).sketchBits());
    }

    @Test
    void unknownFeaturesAreRefusedAndUnknownSectionsSkipped() throws IOException {
        final ByteBuffer feature = changed(12, 0x20);
        assertProblem("x.annoy needs features this library does not know (flags 20); update it", feature, LENGTH);
        final ByteBuffer section = header().encode().order(ByteOrder.LITTLE_ENDIAN);
        final int count = section.getInt(72);
        section.putInt(72, count + 1);
        section.putInt(128 + 32 * count, 77).putLong(128 + 32 * count + 8, 5000).putLong(128 + 32 * count + 16, 9);
        assertEquals(header(), decode(summed(section), LENGTH));
    }

    @Test
    void replacingASectionPreservesTheOthers() throws IOException {
        final ByteBuffer bytes = header().encode().order(ByteOrder.LITTLE_ENDIAN);
        final int count = bytes.getInt(72);
        bytes.putInt(72, count + 1);
        bytes.putInt(128 + 32 * count, 77).putLong(128 + 32 * count + 8, 5000).putLong(128 + 32 * count + 16, 9);
        bytes.put(100, (byte) 3);
        final Section first = new Section(SectionKind.RECALL, 8192, 52, 1234);
        Header.put(bytes, first, LENGTH + 52);
        assertEquals(first, decode(bytes, LENGTH + 52).section(SectionKind.RECALL));
        final Section second = new Section(SectionKind.RECALL, 8256, 104, -5);
        Header.put(bytes, second, LENGTH + 200);

        final Map<SectionKind, Section> sections = sections();
        sections.put(SectionKind.RECALL, second);
        final Header read = decode(bytes, LENGTH + 200);
        assertEquals(sections, read.sections());
        assertEquals(LENGTH + 200, read.fileLength());
        assertEquals(count + 2, bytes.getInt(72));
        assertEquals(77, bytes.getInt(128 + 32 * count));
        assertEquals(5000, bytes.getLong(128 + 32 * count + 8));
        assertEquals(3, bytes.get(100));
    }

    @Test
    void linksAreReadAsTheyWereWritten() throws IOException {
        final Header linked = linked(Header.VERSION, 128, ITEM_PAGES, ENTRY_PAGE);
        assertEquals(linked, decode(linked.encode(), LENGTH));
    }

    /** Readers of version 0.1.0 know none of the three kinds, and need none of them. */
    @Test
    void linksNeedAnEntryPageAndSketchesAndTheirLength() {
        final String what = "links between items, but no sketches or no entry page";
        assertDamaged(what, linked(Header.VERSION, 128, ITEM_PAGES, -1));
        assertDamaged(what, linked(1, 128, ITEM_PAGES, ENTRY_PAGE));
        final Map<SectionKind, Section> sections = sections();
        sections.put(SectionKind.ITEM_PAGES, new Section(SectionKind.ITEM_PAGES, 16_384, ITEM_PAGES, 0));
        sections.put(SectionKind.ENTRY_PAGE, new Section(SectionKind.ENTRY_PAGE, 65_536, ENTRY_PAGE, 0));
        assertDamaged(
                what,
                new Header(Header.VERSION, Metric.MANHATTAN, 100, 10, 1, 1, 0, 0, 42, 1, 1, 64, 64, LENGTH, sections));
        for (final long length : new long[] {0, ITEM_PAGES - 1, ITEM_PAGES + 1, 2 * ITEM_PAGES}) {
            assertDamaged(
                    "section ITEM_PAGES of " + length + " bytes, expected " + ITEM_PAGES,
                    linked(Header.VERSION, 128, length, ENTRY_PAGE));
        }
        // Item pages of other sketches.
        assertDamaged("section ITEM_PAGES of 8960 bytes, expected 6400", linked(Header.VERSION, 64, 8960, ENTRY_PAGE));
        for (final long length : new long[] {0, 64 + 400}) {
            assertDamaged("an entry page of " + length + " bytes", linked(Header.VERSION, 128, ITEM_PAGES, length));
        }
    }

    private static void assertDamaged(final String what, final Header header) {
        assertProblem("x.annoy has a damaged header: " + what + "; copy or build it again", header.encode(), LENGTH);
    }

    /** Links of ten items; without an entry page if its length is negative. */
    private static Header linked(final int version, final int sketchBits, final long itemPages, final long entryPage) {
        final Map<SectionKind, Section> sections = sections();
        sections.put(SectionKind.ITEM_PAGES, new Section(SectionKind.ITEM_PAGES, 16_384, itemPages, 0));
        if (entryPage >= 0) {
            sections.put(SectionKind.ENTRY_PAGE, new Section(SectionKind.ENTRY_PAGE, 65_536, entryPage, 0));
        }
        return new Header(version, Metric.EUCLIDEAN, 100, 10, 1, 2, sketchBits, 0, 42, 1, 1, 64, 64, LENGTH, sections);
    }

    @Test
    void sectionsAreNotAddedToAFullTable() {
        final ByteBuffer bytes = header().encode().order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(72, 123);
        for (int entry = 0; entry < 123; entry++) {
            bytes.putInt(128 + 32 * entry, 1000 + entry);
        }
        final Section section = new Section(SectionKind.RECALL, 8192, 52, 0);
        assertEquals(
                "the section table is full: 123 sections",
                assertThrows(IllegalStateException.class, () -> Header.put(bytes, section, LENGTH))
                        .getMessage());
    }

    private static void assertInvalid(final String what, final int at, final int value) {
        assertProblem("x.annoy has a damaged header: " + what + "; copy or build it again", changed(at, value), LENGTH);
    }

    private static ByteBuffer changed(final int at, final int value) {
        final ByteBuffer bytes = header().encode().order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(at, value);
        return summed(bytes);
    }

    private static ByteBuffer summed(final ByteBuffer bytes) {
        final CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().limit(Header.BYTES - 4));
        bytes.putInt(Header.BYTES - 4, (int) checksum.getValue());
        return bytes;
    }

    private static Header decode(final ByteBuffer bytes, final long length) throws IndexFormatException {
        return Header.decode(bytes.order(ByteOrder.LITTLE_ENDIAN), length, FILE);
    }

    private static Header header() {
        return new Header(
                Header.VERSION, Metric.EUCLIDEAN, 100, 10, 1, 2, 128, 0, 42, 1, 1, 64, 64, LENGTH, sections());
    }

    private static Map<SectionKind, Section> sections() {
        final Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
        final long[] lengths = {0, 400, 4, 640, 640, 4000, 40, 40, 0, 0};
        for (final SectionKind kind : SectionKind.values()) {
            if (kind.required()) {
                sections.put(kind, new Section(kind, 4096 + 64L * kind.code(), lengths[kind.code()], kind.code()));
            }
        }
        return sections;
    }
}
