package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.jspecify.annotations.Nullable;

/** Appends sections of an index to its file one after the other, aligned and with checksums. For one thread. */
final class SectionWriter {
    /** Sections of at least this length begin at a multiple of it, a page of memory; shorter ones at a multiple of 64. */
    private static final int PAGE = 4096;

    static final int CACHE_LINE = 64;

    private final AtomicFile file;
    private final Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
    private final CRC32C checksum = new CRC32C();
    /** Null outside of sections. */
    private @Nullable SectionKind kind;

    private long start;

    SectionWriter(final AtomicFile file) {
        this.file = file;
    }

    void begin(final SectionKind next, final long length) throws IOException {
        final int alignment = length >= PAGE ? PAGE : CACHE_LINE;
        file.write(ByteBuffer.allocate((int) (-file.position() & alignment - 1)));
        kind = next;
        start = file.position();
        checksum.reset();
    }

    void write(final ByteBuffer bytes) throws IOException {
        checksum.update(bytes.duplicate());
        file.write(bytes);
    }

    /** Bytes written of the section that has begun. */
    long length() {
        return file.position() - start;
    }

    void end() {
        final SectionKind ended = Objects.requireNonNull(kind, "no section has begun");
        sections.put(ended, new Section(ended, start, length(), (int) checksum.getValue()));
        kind = null;
    }

    void write(final SectionKind whole, final ByteBuffer bytes) throws IOException {
        begin(whole, bytes.remaining());
        write(bytes);
        end();
    }

    /** Drops the last sections, one that was written and all that follow it, and the gap before them. */
    void dropFrom(final SectionKind first) throws IOException {
        final long from =
                Objects.requireNonNull(sections.get(first), "not written").offset();
        sections.values().removeIf(section -> section.offset() >= from);
        file.truncate(sections.values().stream()
                .mapToLong(section -> section.offset() + section.length())
                .max()
                .orElse(Header.BYTES));
    }

    Map<SectionKind, Section> sections() {
        return sections;
    }
}
