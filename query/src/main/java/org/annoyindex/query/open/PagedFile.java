package org.annoyindex.query.open;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.IdColumn;
import org.annoyindex.core.format.InnerPage;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.KeyColumn;
import org.annoyindex.core.format.LabelColumn;
import org.annoyindex.core.format.LeafPage;
import org.annoyindex.core.format.LinkProfile;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.format.SketchColumn;
import org.annoyindex.core.format.SketchPage;
import org.annoyindex.core.format.VectorColumn;
import org.annoyindex.core.format.VectorIdColumn;
import org.annoyindex.core.kernel.Chunk;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.math.PointSpace;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.sketch.Rotation;
import org.annoyindex.core.sketch.SketchCodec;
import org.annoyindex.query.Effort;
import org.annoyindex.query.IndexInfo;
import org.jspecify.annotations.Nullable;

/** A file of this library, opened: its header read, its sections mapped. Immutable and safe for any number of threads. */
public final class PagedFile extends IndexFile {
    /** Bytes of a section that is read whole at opening at most: more than any number of trees takes. */
    private static final int MAX_SMALL_SECTION = 1 << 20;

    private final Header header;
    private final PointSpace space;
    /** Null if there are no sketches. */
    private final @Nullable Rotation rotation;
    /** See {@link SketchCodec#spread}. */
    private final float sketchSpread;

    private final int[] roots;
    private final MappedRegion innerPages;
    private final MappedRegion leafPages;
    private final IdColumn positions;
    private final IdColumn ids;
    /** Null if leaf pages have no sketches, and in files written before there was such a section. */
    private final @Nullable SketchColumn sketches;
    /** Null for dot, and in files written before there was such a section. */
    private final @Nullable VectorIdColumn vectorIds;
    /** Null if none was measured. */
    private final @Nullable RecallProfile profile;
    /** Null if items have no links. */
    private final @Nullable ItemLinks links;

    /** Where the items of a leaf page begin in it. */
    private final int leafBlocks;

    private final List<MappedRegion> regions = new ArrayList<>();
    private final VectorColumn vectors;
    private final ItemNames names;
    private final int maxLeafItems;
    private final int maxInnerEntries;

    PagedFile(final Path path, final MappedFile file, final Header header) throws IOException {
        super(path, file.mapping(), header.metric(), header.dimension(), header.itemCount());
        this.header = header;
        space = header.pointSpace();
        leafBlocks = header.hasSketchPages() ? SketchPage.blocksOffset(header.pointDimension()) : LeafPage.BLOCKS;
        maxLeafItems = maxEntries(header.longestLeafPage());
        maxInnerEntries = header.hasSketchPages()
                ? maxEntries(header.longestInnerPage())
                : header.longestInnerPage() / (Float.BYTES * header.pointDimension());
        final float[] center = new float[header.pointDimension()];
        readSmall(file, SectionKind.CENTER).asFloatBuffer().get(center);
        rotation = header.sketchBits() == 0 ? null : new Rotation(center, header.seed());
        sketchSpread = rotation == null ? 0 : SketchCodec.spread(header.sketchBits(), rotation.dimension());
        final IntBuffer references = readSmall(file, SectionKind.ROOTS).asIntBuffer();
        roots = new int[references.remaining()];
        references.get(roots);
        innerPages = map(file, SectionKind.INNER_PAGES);
        leafPages = map(file, SectionKind.LEAF_PAGES);
        vectors = new VectorColumn(map(file, SectionKind.VECTORS), metric(), dimension());
        positions = new IdColumn(map(file, SectionKind.POSITIONS));
        ids = new IdColumn(map(file, SectionKind.IDS));
        sketches = header.sections().containsKey(SectionKind.SKETCHES)
                ? new SketchColumn(map(file, SectionKind.SKETCHES), header.sketchBits())
                : null;
        try {
            names = new ItemNames(
                    guard(),
                    path,
                    header.sections().containsKey(SectionKind.LABELS)
                            ? new LabelColumn(map(file, SectionKind.LABELS), header.itemCount())
                            : null,
                    header.sections().containsKey(SectionKind.KEYS)
                            ? new KeyColumn(map(file, SectionKind.KEYS), header.itemCount())
                            : null);
            vectorIds = header.sections().containsKey(SectionKind.VECTOR_IDS)
                    ? new VectorIdColumn(map(file, SectionKind.VECTOR_IDS), itemCount(), positions, vectors)
                    : null;
            profile = header.sections().containsKey(SectionKind.RECALL)
                    ? RecallProfile.decode(readSmall(file, SectionKind.RECALL))
                    : null;
            links = header.sections().containsKey(SectionKind.ITEM_PAGES) ? mapLinks(file) : null;
        } catch (final IllegalArgumentException | IndexOutOfBoundsException ex) {
            throw new IndexFormatException(path, "is damaged: " + ex.getMessage() + "; copy or build it again");
        }
    }

    private ItemLinks mapLinks(final MappedFile file) throws IOException {
        return new ItemLinks(
                new ItemPages(map(file, SectionKind.ITEM_PAGES), header.sketchBits()),
                map(file, SectionKind.ENTRY_PAGE),
                header.sections().containsKey(SectionKind.LINK_RECALL)
                        ? LinkProfile.decode(readSmall(file, SectionKind.LINK_RECALL))
                        : null);
    }

    /** Entries of a page of blocks of some length. */
    private int maxEntries(final int pageBytes) {
        return Math.max(0, pageBytes - leafBlocks) / SketchCodec.blockBytes(header.sketchBits()) * Kernels.BLOCK;
    }

    private MappedRegion map(final MappedFile file, final SectionKind kind) throws IOException {
        final Section section = header.section(kind);
        final MappedRegion region = file.map(section.offset(), section.length());
        regions.add(region);
        return region;
    }

    private ByteBuffer readSmall(final MappedFile file, final SectionKind kind) throws IOException {
        final Section section = header.section(kind);
        if (section.length() > MAX_SMALL_SECTION) {
            throw new IndexFormatException(
                    path(),
                    "is damaged: section " + kind + " of " + section.length() + " bytes; copy or build it again");
        }
        return file.read(section.offset(), (int) section.length());
    }

    /** What the file contains. */
    public Header header() {
        return header;
    }

    /** The space in which the trees were grown. */
    public PointSpace space() {
        return space;
    }

    /** Null if there are no sketches. */
    public @Nullable Rotation rotation() {
        return rotation;
    }

    /** See {@link SketchCodec#spread}. */
    public float sketchSpread() {
        return sketchSpread;
    }

    /** References of the root pages; not to be changed. */
    public int[] roots() {
        return roots;
    }

    /** The inner pages. */
    public MappedRegion innerPages() {
        return innerPages;
    }

    /** The leaf pages. */
    public MappedRegion leafPages() {
        return leafPages;
    }

    /** Sketches by id; null if there are none, as in files written before there was such a section. */
    public @Nullable SketchColumn sketches() {
        return sketches;
    }

    /** Finds items by their vectors; null for dot, and in files written before there was such a section. */
    public @Nullable VectorIdColumn vectorIds() {
        return vectorIds;
    }

    /** Null if none was measured. */
    public @Nullable RecallProfile profile() {
        return profile;
    }

    /** Null if items have no links. */
    public @Nullable ItemLinks links() {
        return links;
    }

    /** Where the items of a leaf page begin in it. */
    public int leafBlocks() {
        return leafBlocks;
    }

    @Override
    public VectorColumn vectors() {
        return vectors;
    }

    @Override
    public int position(final int id) {
        final int position = positions.get(id);
        if (position < 0 || position >= itemCount()) {
            throw new IndexOutOfBoundsException("position " + position + " of " + itemCount());
        }
        // Otherwise two ids could have one position.
        if (ids.get(position) != id) {
            throw new IndexOutOfBoundsException(
                    "item " + id + " is at position " + position + ", where item " + ids.get(position) + " is");
        }
        return position;
    }

    @Override
    public int id(final int position) {
        final int id = ids.get(position);
        if (id < 0 || id >= itemCount()) {
            throw new IndexOutOfBoundsException("item " + id + " of " + itemCount());
        }
        return id;
    }

    /** Prefetches the vector and the id of the item at a position; see {@link Chunk#touch}. */
    public int touch(final int position) {
        return vectors.touch(position) + ids.get(position);
    }

    /** The builder takes finite components only. */
    @Override
    void checkVector(final int id, final float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IndexOutOfBoundsException("component " + i + " of item " + id + " is " + vector[i]);
            }
        }
    }

    @Override
    public int treeCount() {
        return header.treeCount();
    }

    @Override
    public IndexInfo info() {
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
                        links == null ? 0 : ItemPages.LINKS,
                        header.innerPageCount(),
                        header.leafPageCount(),
                        header.longestInnerPage(),
                        header.longestLeafPage(),
                        header.largestNorm(),
                        header.seed(),
                        sections),
                profile == null ? List.of() : info(profile),
                links == null || links.profile() == null
                        ? List.of()
                        : info(links.profile().recall()));
    }

    private static List<IndexInfo.RecallCurve> info(final RecallProfile measured) {
        return measured.curves().stream().map(PagedFile::info).toList();
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
    public void check(final Effort effort) {
        // All are accepted: what a profile would say is searched exactly without one.
    }

    @Override
    public List<MappedRegion> regions() {
        return regions;
    }

    /** Center and roots are read at opening anyway. */
    @Override
    void loadTrees() {
        innerPages.load(0, innerPages.length());
        leafPages.load(0, leafPages.length());
    }

    @Override
    public ItemNames names() {
        return names;
    }

    /** Reads the number of items of a leaf page, with which every kind begins, and checks it. */
    public int leafItems(final Chunk page, final int start) {
        final int items = LeafPage.items(page, start);
        if (items < 0 || items > maxLeafItems) {
            throw new IndexOutOfBoundsException("a leaf page of " + items + " items");
        }
        return items;
    }

    /** Reads the number of entries of an inner page, with which every kind begins, and checks it. */
    public int innerEntries(final Chunk page, final int start) {
        final int entries = InnerPage.entries(page, start);
        if (entries < 0 || entries > maxInnerEntries) {
            throw new IndexOutOfBoundsException("an inner page of " + entries + " entries");
        }
        return entries;
    }

    /** Reads the number of entries of the entry page, and checks it. */
    public int entries(final Chunk page, final int start, final long pageBytes) {
        final int entries = SketchPage.entries(page, start);
        if (entries < 0 || entries > maxEntries((int) pageBytes)) {
            throw new IndexOutOfBoundsException("an entry page of " + entries + " entries");
        }
        return entries;
    }

    /** Number of references in all inner pages at most: each page is the child of one, unless it is a root. */
    public long maxReferences() {
        return (long) header.innerPageCount() + header.leafPageCount();
    }

    /** Number of items that all leaf pages list at most, those in several of them repeated. */
    public long maxListedItems() {
        return Math.min(
                (long) itemCount() * header.treeCount() * header.leavesPerItem(), leafPages.length() / Integer.BYTES);
    }

    /** Turns a page's reference into its position in its region. */
    public static long pagePosition(final int reference) {
        return (reference & 0xffff_ffffL) * LeafPage.ALIGNMENT;
    }
}
