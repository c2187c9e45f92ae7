package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.Test;

final class HeaderTest {
    private static final Path FILE = Path.of("x.annoy");
    private static final long LENGTH = 100_000;

    @Test
    void headerIsReadAsItWasWritten() throws IndexFormatException {
        assertEquals(header(), decode(header().encode(), LENGTH));
    }

    @Test
    void everyFlippedBitIsNoticed() {
        for (int at = 0; at < Header.BYTES; at++) {
            final ByteBuffer bytes = header().encode();
            bytes.put(at, (byte) (bytes.get(at) ^ 1 << at % 8));
            assertThrows(IndexFormatException.class, () -> decode(bytes, LENGTH), "byte " + at);
        }
    }

    @Test
    void problemsAreNamed() {
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
        newer.order(ByteOrder.LITTLE_ENDIAN).putInt(8, 2);
        assertProblem("x.annoy has format version 2, this library reads version 1; update it", newer, LENGTH);
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
        final Header wrong = new Header(Metric.EUCLIDEAN, 100, 10, 1, 2, 128, 0, 42, 1, 1, 64, 64, LENGTH, sections);
        final IndexFormatException ex = assertThrows(IndexFormatException.class, () -> decode(wrong.encode(), LENGTH));
        assertTrue(ex.getMessage().contains("section IDS of 44 bytes, expected 40"), ex.getMessage());
    }

    private static Header decode(final ByteBuffer bytes, final long length) throws IndexFormatException {
        return Header.decode(bytes.order(ByteOrder.LITTLE_ENDIAN), length, FILE);
    }

    private static Header header() {
        return new Header(Metric.EUCLIDEAN, 100, 10, 1, 2, 128, 0, 42, 1, 1, 64, 64, LENGTH, sections());
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
