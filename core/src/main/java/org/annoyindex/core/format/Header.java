package org.annoyindex.core.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.Metric;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.sketch.Rotation;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #BYTES} bytes of an index file: the parameters of the index and the table of its sections.
 *
 * @param version of the format.
 * @param metric the index's metric.
 * @param dimension components of a vector.
 * @param itemCount number of items; ids and positions are below it.
 * @param treeCount number of trees.
 * @param leavesPerItem the largest number of leaves of a tree that hold the same item: 2 if items were also written to
 *     a second leaf.
 * @param sketchBits bits per sketch, or 0 if the index has no sketches.
 * @param largestNorm the largest Euclidean norm of any item for {@link Metric#DOT}; otherwise 0.
 * @param seed the seed of the build, from which the rotation is derived.
 * @param innerPageCount number of inner pages.
 * @param leafPageCount number of leaf pages.
 * @param longestInnerPage length of the longest inner page in bytes.
 * @param longestLeafPage length of the longest leaf page in bytes.
 * @param fileLength length of the whole file in bytes.
 * @param sections the sections of known kinds.
 */
public record Header(
        int version,
        Metric metric,
        int dimension,
        int itemCount,
        int treeCount,
        int leavesPerItem,
        int sketchBits,
        float largestNorm,
        long seed,
        int innerPageCount,
        int leafPageCount,
        int longestInnerPage,
        int longestLeafPage,
        long fileLength,
        Map<SectionKind, Section> sections) {

    /** Length of the header in the file. */
    public static final int BYTES = 4096;

    /** The format version that this code writes, and the newest that it reads. */
    public static final int VERSION = 2;

    private static final int OLDEST_VERSION = 1;

    /** The largest dimension an index can have. */
    public static final int MAX_DIMENSION = 65_536;

    private static final long MAGIC = 0x5844_4959_4f4e_4e41L; // "ANNOYIDX" in little-endian order
    private static final int FILE_LENGTH = 48;
    private static final int SECTION_COUNT = 72;
    private static final int TABLE = 128;
    private static final int TABLE_ENTRY = 32;
    private static final int MAX_SECTIONS = (BYTES - TABLE - 4) / TABLE_ENTRY;
    private static final int CHECKSUM = BYTES - 4;

    /** @return components of a point of this index's {@link PointSpace}. */
    public int pointDimension() {
        return PointSpace.pointDimension(metric, dimension);
    }

    /** @return whether pages are {@link SketchPage}s; otherwise they are {@link InnerPage}s and {@link LeafPage}s. */
    public boolean hasSketchPages() {
        return sketchBits > 0 && version > 1;
    }

    /** @return the space in which this index's trees were grown. */
    public PointSpace pointSpace() {
        return new PointSpace(metric, dimension, largestNorm);
    }

    /**
     * @param kind of a required section, or of one that is known to exist.
     * @return the section.
     * @throws NullPointerException if the file has no such section.
     */
    public Section section(final SectionKind kind) {
        return Objects.requireNonNull(sections.get(kind), () -> "no section " + kind);
    }

    /**
     * @param length the new length of the file in bytes.
     * @return this header with that file length.
     */
    public Header withFileLength(final long length) {
        return new Header(
                version,
                metric,
                dimension,
                itemCount,
                treeCount,
                leavesPerItem,
                sketchBits,
                largestNorm,
                seed,
                innerPageCount,
                leafPageCount,
                longestInnerPage,
                longestLeafPage,
                length,
                sections);
    }

    /** @return the header's bytes. */
    public ByteBuffer encode() {
        final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(MAGIC).putInt(version).putInt(0);
        bytes.putInt(metric.code()).putInt(dimension).putInt(itemCount).putInt(treeCount);
        bytes.putInt(sketchBits).putFloat(largestNorm).putLong(seed).putLong(fileLength);
        bytes.putInt(innerPageCount).putInt(leafPageCount);
        bytes.putInt(longestInnerPage)
                .putInt(longestLeafPage)
                .putInt(sections.size())
                .putInt(leavesPerItem);
        int at = TABLE;
        for (final Section section : sections.values()) {
            putEntry(bytes, at, section);
            at += TABLE_ENTRY;
        }
        bytes.putInt(CHECKSUM, checksum(bytes));
        return bytes.rewind();
    }

    /**
     * Replaces or adds the table entry of one section. Everything else is preserved, including entries of unknown
     * kinds.
     *
     * @param bytes a header that has been decoded; modified.
     * @param section the new entry.
     * @param fileLength the new length of the file in bytes.
     * @throws IllegalStateException if the table is full.
     */
    public static void put(final ByteBuffer bytes, final Section section, final long fileLength) {
        final ByteBuffer header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        final int count = header.getInt(SECTION_COUNT);
        int entry = 0;
        while (entry < count
                && header.getInt(TABLE + entry * TABLE_ENTRY) != section.kind().code()) {
            entry++;
        }
        if (entry == MAX_SECTIONS) {
            throw new IllegalStateException("the section table is full: " + count + " sections");
        }
        putEntry(header, TABLE + entry * TABLE_ENTRY, section);
        header.putInt(SECTION_COUNT, Math.max(count, entry + 1));
        header.putLong(FILE_LENGTH, fileLength);
        header.putInt(CHECKSUM, checksum(header));
    }

    private static void putEntry(final ByteBuffer header, final int at, final Section section) {
        header.putInt(at, section.kind().code()).putInt(at + 4, section.checksum());
        header.putLong(at + 8, section.offset()).putLong(at + 16, section.length());
    }

    /**
     * Whether a file is an index of this library, possibly truncated.
     *
     * @param bytes the file's first bytes.
     * @return whether they start with the magic number of a header.
     */
    public static boolean begins(final ByteBuffer bytes) {
        return bytes.limit() >= 8 && bytes.getLong(0) == MAGIC;
    }

    /**
     * Decodes and validates a header. Reads only these bytes.
     *
     * @param bytes the file's first {@value #BYTES} bytes, or all of them if it is shorter.
     * @param actualLength the file's length.
     * @param file named in errors.
     * @return the header.
     * @throws IndexFormatException if the file is not an index, has a newer format, or is damaged or truncated.
     */
    public static Header decode(final ByteBuffer bytes, final long actualLength, final Path file)
            throws IndexFormatException {
        if (actualLength == 0) {
            throw new IndexFormatException(file, "is empty, not an index; build one with 'annoy build'");
        }
        if (!begins(bytes)) {
            throw new IndexFormatException(
                    file, "is not an index of this library (no ANNOYIDX at its start); build one with 'annoy build'");
        }
        if (bytes.limit() < BYTES) {
            throw new IndexFormatException(
                    file,
                    "has " + bytes.limit() + " bytes, less than a header; it was cut off: copy or build it again");
        }
        final int version = bytes.getInt(8);
        if (version < OLDEST_VERSION || version > VERSION) {
            throw new IndexFormatException(
                    file,
                    "has format version " + version + ", this library reads " + OLDEST_VERSION + " to " + VERSION
                            + "; update it");
        }
        if (bytes.getInt(CHECKSUM) != checksum(bytes)) {
            throw new IndexFormatException(file, "has a damaged header (checksum differs); copy or build it again");
        }
        final int required = bytes.getInt(12);
        if (required != 0) {
            throw new IndexFormatException(
                    file,
                    "needs features this library does not know (flags " + Integer.toHexString(required)
                            + "); update it");
        }
        final long fileLength = bytes.getLong(FILE_LENGTH);
        if (fileLength != actualLength) {
            throw new IndexFormatException(
                    file,
                    "has " + actualLength + " bytes, its header says " + fileLength
                            + "; it was cut off or changed: copy or build it again");
        }
        final Metric metric;
        try {
            metric = Metric.ofCode(bytes.getInt(16));
        } catch (final IllegalArgumentException ex) {
            throw damaged(file, ex.getMessage());
        }
        final Header header = new Header(
                version,
                metric,
                bytes.getInt(20),
                bytes.getInt(24),
                bytes.getInt(28),
                bytes.getInt(76),
                bytes.getInt(32),
                bytes.getFloat(36),
                bytes.getLong(40),
                bytes.getInt(56),
                bytes.getInt(60),
                bytes.getInt(64),
                bytes.getInt(68),
                fileLength,
                decodeSections(bytes, fileLength, file));
        header.check(file);
        return header;
    }

    private static Map<SectionKind, Section> decodeSections(
            final ByteBuffer bytes, final long fileLength, final Path file) throws IndexFormatException {
        final int count = bytes.getInt(SECTION_COUNT);
        if (count < 0 || count > MAX_SECTIONS) {
            throw damaged(file, count + " sections");
        }
        final Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
        for (int at = TABLE; at < TABLE + count * TABLE_ENTRY; at += TABLE_ENTRY) {
            final SectionKind kind = SectionKind.ofCode(bytes.getInt(at));
            final long offset = bytes.getLong(at + 8);
            final long length = bytes.getLong(at + 16);
            if (offset < BYTES || length < 0 || offset > fileLength - length) {
                throw damaged(file, "section at byte " + offset + " of " + length + " bytes");
            }
            if (kind != null && sections.put(kind, new Section(kind, offset, length, bytes.getInt(at + 4))) != null) {
                throw damaged(file, "two sections " + kind);
            }
        }
        for (final SectionKind kind : SectionKind.values()) {
            if (kind.required() && !sections.containsKey(kind)) {
                throw damaged(file, "no section " + kind);
            }
        }
        return sections;
    }

    private void check(final Path file) throws IndexFormatException {
        if (dimension < 1 || dimension > MAX_DIMENSION) {
            throw damaged(file, "dimension " + dimension);
        }
        if (itemCount < 0 || treeCount < 1 || innerPageCount < 1 || leafPageCount < 0) {
            throw damaged(file, "a count below its minimum");
        }
        if (leavesPerItem < 1 || leavesPerItem > 2) {
            throw damaged(file, leavesPerItem + " leaves per item");
        }
        if (longestInnerPage < 0 || longestLeafPage < 0) {
            throw damaged(file, "a negative page length");
        }
        final int most = metric.hasSketches() ? Rotation.dimensionFor(pointDimension()) : 0;
        final int least = version == 1 ? most : Math.min(most, Long.SIZE);
        if (sketchBits < least || sketchBits > most || sketchBits % Long.SIZE != 0) {
            throw damaged(file, sketchBits + " sketch bits, expected " + least + " to " + most);
        }
        checkLength(file, SectionKind.CENTER, 4L * pointDimension());
        checkLength(file, SectionKind.ROOTS, 4L * treeCount);
        checkLength(file, SectionKind.VECTORS, (long) VectorColumn.recordBytes(metric, dimension) * itemCount);
        checkLength(file, SectionKind.POSITIONS, 4L * itemCount);
        checkLength(file, SectionKind.IDS, 4L * itemCount);
        if (sections.containsKey(SectionKind.SKETCHES)) {
            checkLength(file, SectionKind.SKETCHES, (long) SketchColumn.rowBytes(sketchBits) * itemCount);
        }
        if (sections.containsKey(SectionKind.ITEM_PAGES)) {
            checkLinks(file);
        }
        checkPages(file, SectionKind.INNER_PAGES, innerPageCount, longestInnerPage);
        checkPages(file, SectionKind.LEAF_PAGES, leafPageCount, longestLeafPage);
        if (treeCount > innerPageCount) {
            throw damaged(file, treeCount + " trees, but " + innerPageCount + " inner pages");
        }
        if (!(largestNorm >= 0)) {
            throw damaged(file, "a largest norm of " + largestNorm);
        }
    }

    /** Searches follow references to no more pages than the section has room for, however pages refer to each other. */
    private void checkPages(final Path file, final SectionKind kind, final int count, final int longest)
            throws IndexFormatException {
        final long length = section(kind).length();
        if ((long) count * LeafPage.ALIGNMENT > length) {
            throw damaged(file, count + " pages in section " + kind + " of " + length + " bytes");
        }
        if (longest > length || longest > MappedFile.MAX_RECORD) {
            throw damaged(file, "a page of " + longest + " bytes in section " + kind + " of " + length + " bytes");
        }
    }

    /** Links need sketches, and a page where searches begin. */
    private void checkLinks(final Path file) throws IndexFormatException {
        if (!hasSketchPages() || !sections.containsKey(SectionKind.ENTRY_PAGE)) {
            throw damaged(file, "links between items, but no sketches or no entry page");
        }
        checkLength(file, SectionKind.ITEM_PAGES, (long) ItemPages.pageBytes(sketchBits) * itemCount);
        final long entries = section(SectionKind.ENTRY_PAGE).length();
        if (entries < SketchPage.bytes(0, pointDimension(), sketchBits) || entries > MappedFile.MAX_RECORD) {
            throw damaged(file, "an entry page of " + entries + " bytes");
        }
    }

    private void checkLength(final Path file, final SectionKind kind, final long expected) throws IndexFormatException {
        final long found = section(kind).length();
        if (found != expected) {
            throw damaged(file, "section " + kind + " of " + found + " bytes, expected " + expected);
        }
    }

    private static IndexFormatException damaged(final Path file, final @Nullable String what) {
        return new IndexFormatException(file, "has a damaged header: " + what + "; copy or build it again");
    }

    private static int checksum(final ByteBuffer bytes) {
        final CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(CHECKSUM));
        return (int) crc.getValue();
    }
}
