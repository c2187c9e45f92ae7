package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import org.agrona.BitUtil;
import org.annoyindex.builder.recall.MeasuredProfiles;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.IndexInfo;

/**
 * Copies an index and gives it another recall profile. The target may be the index itself: it is replaced as a whole, and
 * readers that have it mapped continue with the old file. For one thread.
 */
public final class ProfileWriter implements AutoCloseable {
    private static final int COPY_BYTES = 1 << 20;

    private final Path index;
    private final FileChannel source;
    private final AtomicFile file;
    private final ByteBuffer head;
    private final Header header;

    /**
     * Opens the index and creates the temporary file.
     *
     * @param index the file to copy.
     * @param measured its sections when it was measured.
     * @param target the file to write, the index itself or another.
     * @throws IOException if the target cannot be written, or the index is not what it was when it was measured.
     */
    public ProfileWriter(final Path index, final List<IndexInfo.Section> measured, final Path target)
            throws IOException {
        this.index = index;
        file = new AtomicFile(target);
        try {
            source = FileChannel.open(index, StandardOpenOption.READ);
        } catch (final IOException ex) {
            file.close();
            throw ex;
        }
        try {
            head = read(0, ByteBuffer.allocate(Header.BYTES));
            header = Header.decode(head, source.size(), index);
            if (!hasSections(measured)) {
                throw new IOException(index + " was replaced while it was measured; measure it again");
            }
        } catch (final IOException ex) {
            close();
            throw ex;
        }
    }

    /** Sections with the same checksums are those of the same file. */
    private boolean hasSections(final List<IndexInfo.Section> measured) {
        return header.sections().values().stream()
                .map(section -> new IndexInfo.Section(
                        section.kind().name().toLowerCase(Locale.ROOT),
                        section.offset(),
                        section.length(),
                        section.checksum()))
                .toList()
                .equals(measured);
    }

    /**
     * Copies the index and adds the profiles.
     *
     * @param profiles replace those of the index.
     * @return the temporary file, from which the copy can be read already.
     * @throws IOException if the disk is full or fails.
     */
    public Path write(final MeasuredProfiles profiles) throws IOException {
        file.write(head.duplicate());
        copy(Header.BYTES, lengthWithoutProfiles());
        final SectionWriter out = new SectionWriter(file);
        out.write(SectionKind.RECALL, profiles.leaves().encode());
        if (profiles.links().isPresent()) {
            out.write(SectionKind.LINK_RECALL, profiles.links().get().encode());
        }
        for (final Section section : out.sections().values()) {
            Header.put(head, section, file.position());
        }
        file.overwrite(head.duplicate(), 0);
        return file.temporary();
    }

    /** A profile that is not at the end of the file stays there, and nothing refers to its few bytes. */
    private long lengthWithoutProfiles() {
        return startIfLast(SectionKind.RECALL, startIfLast(SectionKind.LINK_RECALL, header.fileLength()));
    }

    /** Where a section begins if nothing but padding is between it and an end; else the end. */
    private long startIfLast(final SectionKind kind, final long end) {
        final Section section = header.sections().get(kind);
        return section != null
                        && section.offset() < end
                        && BitUtil.align(section.offset() + section.length(), SectionWriter.CACHE_LINE)
                                >= BitUtil.align(end, SectionWriter.CACHE_LINE)
                ? section.offset()
                : end;
    }

    private void copy(final long from, final long to) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(COPY_BYTES);
        for (long done = from; done < to; done += bytes.limit()) {
            read(done, bytes.clear().limit((int) Math.min(COPY_BYTES, to - done)));
            file.write(bytes.duplicate());
        }
    }

    private ByteBuffer read(final long from, final ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (source.read(bytes, from + bytes.position()) < 0) {
                throw new IOException(
                        index + " was cut off while it was read; replace index files, never overwrite them");
            }
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Puts the copy in its place.
     *
     * @throws IOException if the disk fails; the old file, if any, is still there.
     */
    public void commit() throws IOException {
        file.commit();
    }

    @Override
    public void close() throws IOException {
        source.close();
        file.close();
    }
}
