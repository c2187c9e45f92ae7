package org.annoyindex.query;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.IdColumn;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.format.KeyColumn;
import org.annoyindex.core.format.LabelColumn;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.jspecify.annotations.Nullable;

/** A file of this library, opened: its header read, its sections mapped. Immutable and safe for any number of threads. */
final class PagedFile extends IndexFile {
    /** More than enough for every tree there can be; sections read whole at opening are kept below it. */
    private static final int LONGEST_SMALL_SECTION = 1 << 20;

    private static final int VERIFIED_AT_ONCE = 1 << 20;

    final Header header;
    final PointSpace space;
    /** Null where there are no sketches. */
    final @Nullable Rotation rotation;
    /** See {@link SketchCodec#spread}. */
    final float sketchSpread;

    final int[] roots;
    final MappedRegion innerPages;
    final MappedRegion leafPages;
    final IdColumn positions;
    final IdColumn ids;
    /** Null where leaf pages have no sketches, and in files written before there was such a section. */
    final @Nullable SketchColumn sketches;
    /** Null where none was measured. */
    final @Nullable RecallProfile profile;

    /** Where a leaf page's items begin. */
    final int leafBlocks;

    private final List<MappedRegion> regions = new ArrayList<>();
    private final VectorColumn vectors;
    private final ItemNames names;
    private final int mostLeafItems;
    private final int mostInnerEntries;

    PagedFile(final Path path, final MappedFile file, final Header header) throws IOException {
        super(path, header.metric(), header.dimension(), header.itemCount());
        this.header = header;
        space = header.pointSpace();
        leafBlocks = header.hasSketchPages() ? SketchPage.blocksOffset(header.pointDimension()) : LeafPage.BLOCKS;
        mostLeafItems = mostEntries(header.longestLeafPage());
        mostInnerEntries = header.hasSketchPages()
                ? mostEntries(header.longestInnerPage())
                : header.longestInnerPage() / (Float.BYTES * header.pointDimension());
        final float[] center = new float[header.pointDimension()];
        readSmall(file, SectionKind.CENTER).asFloatBuffer().get(center);
        rotation = header.sketchBits() == 0 ? null : new Rotation(center, header.seed());
        sketchSpread = rotation == null ? 0 : SketchCodec.spread(header.sketchBits(), rotation.dimension());
        roots = new int[header.treeCount()];
        readSmall(file, SectionKind.ROOTS).asIntBuffer().get(roots);
        innerPages = map(file, SectionKind.INNER_PAGES, header.longestInnerPage());
        leafPages = map(file, SectionKind.LEAF_PAGES, header.longestLeafPage());
        vectors = new VectorColumn(
                map(file, SectionKind.VECTORS, VectorColumn.recordBytes(metric, dimension)), metric, dimension);
        positions = new IdColumn(map(file, SectionKind.POSITIONS, Integer.BYTES));
        ids = new IdColumn(map(file, SectionKind.IDS, Integer.BYTES));
        sketches = header.sections().containsKey(SectionKind.SKETCHES)
                ? new SketchColumn(
                        map(file, SectionKind.SKETCHES, SketchColumn.rowBytes(header.sketchBits())),
                        header.sketchBits())
                : null;
        try {
            names = new ItemNames(
                    path,
                    header.sections().containsKey(SectionKind.LABELS)
                            ? new LabelColumn(map(file, SectionKind.LABELS, LabelColumn.MAX_BYTES), header.itemCount())
                            : null,
                    header.sections().containsKey(SectionKind.KEYS)
                            ? new KeyColumn(map(file, SectionKind.KEYS, KeyColumn.RECORD), header.itemCount())
                            : null);
            profile = header.sections().containsKey(SectionKind.RECALL)
                    ? RecallProfile.decode(readSmall(file, SectionKind.RECALL))
                    : null;
        } catch (final IllegalArgumentException | IndexOutOfBoundsException ex) {
            throw new IndexFormatException(path, "is damaged: " + ex.getMessage() + "; copy or build it again");
        }
    }

    /** Reads the whole file once and compares every section's checksum. */
    static void verify(final Path path, final MappedFile file, final Header header) throws IOException {
        for (final Section section : header.sections().values()) {
            final CRC32C checksum = new CRC32C();
            for (long done = 0; done < section.length(); done += VERIFIED_AT_ONCE) {
                checksum.update(
                        file.read(section.offset() + done, (int) Math.min(VERIFIED_AT_ONCE, section.length() - done)));
            }
            if ((int) checksum.getValue() != section.checksum()) {
                throw new IndexFormatException(
                        path,
                        "is damaged: the checksum of section " + section.kind() + " differs; copy or build it again");
            }
        }
    }

    /** Entries of a page of blocks of some length. */
    private int mostEntries(final int pageBytes) {
        return Math.max(0, pageBytes - leafBlocks) / SketchCodec.blockBytes(header.sketchBits()) * Kernels.BLOCK;
    }

    private MappedRegion map(final MappedFile file, final SectionKind kind, final int longestRecord)
            throws IOException {
        final Section section = header.section(kind);
        final MappedRegion region = file.map(section.offset(), section.length(), longestRecord);
        regions.add(region);
        return region;
    }

    private ByteBuffer readSmall(final MappedFile file, final SectionKind kind) throws IOException {
        final Section section = header.section(kind);
        if (section.length() > LONGEST_SMALL_SECTION) {
            throw new IndexFormatException(path, "is damaged: section " + kind + " of " + section.length() + " bytes");
        }
        return file.read(section.offset(), (int) section.length());
    }

    @Override
    VectorColumn vectors() {
        return vectors;
    }

    /** A damaged file may have it wrong. */
    @Override
    int position(final int id) {
        final int position = positions.get(id);
        if (position < 0 || position >= itemCount) {
            throw new IndexOutOfBoundsException("position " + position + " of " + itemCount);
        }
        return position;
    }

    /** A damaged file may have it wrong. */
    @Override
    int id(final int position) {
        final int id = ids.get(position);
        if (id < 0 || id >= itemCount) {
            throw new IndexOutOfBoundsException("item " + id + " of " + itemCount);
        }
        return id;
    }

    @Override
    int treeCount() {
        return header.treeCount();
    }

    @Override
    IndexInfo info() {
        final List<IndexInfo.Section> sections = header.sections().values().stream()
                .map(section -> new IndexInfo.Section(
                        section.kind().name().toLowerCase(Locale.ROOT),
                        section.offset(),
                        section.length(),
                        section.checksum()))
                .toList();
        return info(
                new IndexInfo.Pages(
                        header.version(),
                        header.leavesPerItem(),
                        header.sketchBits(),
                        header.innerPageCount(),
                        header.leafPageCount(),
                        header.longestInnerPage(),
                        header.longestLeafPage(),
                        header.largestNorm(),
                        header.seed(),
                        sections),
                profile == null
                        ? List.of()
                        : profile.curves().stream().map(PagedFile::info).toList());
    }

    private static IndexInfo.RecallCurve info(final RecallCurve curve) {
        final List<IndexInfo.RecallPoint> points = IntStream.range(0, curve.budgets().length)
                .mapToObj(i -> new IndexInfo.RecallPoint(
                        curve.budgets()[i],
                        curve.recalls()[i],
                        curve.hasEfforts() ? OptionalDouble.of(curve.efforts()[i]) : OptionalDouble.empty()))
                .toList();
        return new IndexInfo.RecallCurve(curve.neighbors(), curve.queries(), points);
    }

    @Override
    List<MappedRegion> regions() {
        return regions;
    }

    /** Center and roots are read at opening anyway. */
    @Override
    void loadTrees() {
        innerPages.load(0, innerPages.length());
        leafPages.load(0, leafPages.length());
    }

    @Override
    ItemNames names() {
        return names;
    }

    @Override
    NearestSearch newSearch() {
        return new PagedSearch(this);
    }

    @Override
    RadiusSearch newRadiusSearch() {
        return new PagedRadiusSearch(this);
    }

    /** Reads the number of items of a leaf page, with which every kind begins; a damaged file may have it wrong. */
    int leafItems(final Chunk page, final int start) {
        final int items = LeafPage.items(page, start);
        if (items < 0 || items > mostLeafItems) {
            throw new IndexOutOfBoundsException("a leaf page of " + items + " items");
        }
        return items;
    }

    /** Reads the number of entries of an inner page, with which every kind begins; a damaged file may have it wrong. */
    int innerEntries(final Chunk page, final int start) {
        final int entries = InnerPage.entries(page, start);
        if (entries < 0 || entries > mostInnerEntries) {
            throw new IndexOutOfBoundsException("an inner page of " + entries + " entries");
        }
        return entries;
    }

    /** Turns a page's reference into its position in its region. */
    static long pagePosition(final int reference) {
        return (reference & 0xffff_ffffL) * LeafPage.ALIGNMENT;
    }
}
