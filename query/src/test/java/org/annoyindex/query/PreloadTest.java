package org.annoyindex.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.core.memory.MappedFile;
import org.annoyindex.core.memory.MappedRegion;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.core.spotify.SpotifyNodeEncoder;
import org.annoyindex.query.open.OpenSettings;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.testdata.GoldenIndexes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is brought into memory, counted on files that are mostly holes: of those no page is in memory at first, whatever
 * else the machine does.
 */
final class PreloadTest {
    private static final int ITEMS = 1 << 16;
    private static final int DIMENSION = 64;

    /** Far more than an operating system reads ahead. */
    private static final long APART = 64L << 20;

    @TempDir
    private Path folder;

    @Test
    void nothingIsBroughtInUnlessAskedFor() throws IOException {
        try (AnnoyIndex index = AnnoyIndex.load(pagedHole(ITEMS))) {
            assertEquals(0, index.residentShare());
        }
        try (AnnoyIndex index =
                AnnoyIndex.load(pagedHole(ITEMS), LoadOptions.defaults().preload(Preload.NONE))) {
            assertEquals(0, index.residentShare());
        }
    }

    @Test
    void treesComeWithoutVectors() throws IOException {
        final LoadOptions trees = LoadOptions.defaults().preload(Preload.TREES);
        try (AnnoyIndex index = AnnoyIndex.load(pagedHole(ITEMS), trees)) {
            final PagedFile file = (PagedFile) index.open().file();
            assertEquals(file.innerPages().pages(1), file.innerPages().residentPages(1));
            assertEquals(file.leafPages().pages(1), file.leafPages().residentPages(1));
            final double pages = file.innerPages().pages(1) + file.leafPages().pages(1);
            final double all =
                    file.regions().stream().mapToLong(region -> region.pages(1)).sum();
            assertEquals(5, file.regions().size());
            assertEquals(pages / all, index.residentShare());
        }
    }

    @Test
    void ofLargeFilesASampleOfPagesIsChecked() throws IOException {
        final LoadOptions trees = LoadOptions.defaults().preload(Preload.TREES);
        try (AnnoyIndex index = AnnoyIndex.load(pagedHole(64 * ITEMS), trees)) {
            assertEquals(9 / (9 + 1024 + 32.0), index.residentShare(), 1e-3);
        }
    }

    @Test
    void everythingComesInChunksOfAnySize() throws IOException {
        for (final int chunkSize : new int[] {1 << 15, 1 << 22, MappedFile.DEFAULT_CHUNK_SIZE}) {
            final LoadOptions all = LoadOptions.defaults().preload(Preload.ALL).chunkSize(chunkSize);
            try (AnnoyIndex index = AnnoyIndex.load(pagedHole(ITEMS), all)) {
                assertEquals(1, index.residentShare());
            }
        }
    }

    @Test
    void nodesOfAnnoysTreesComeWithoutItems() throws IOException {
        final LoadOptions options = LoadOptions.spotify(Metric.EUCLIDEAN, 1024);
        final Path file = forestHole(1024, 8192);
        try (AnnoyIndex index = AnnoyIndex.load(file, options)) {
            assertTrue(index.residentShare() < 0.4, () -> "" + index.residentShare());
        }
        try (AnnoyIndex index = AnnoyIndex.load(file, options.preload(Preload.TREES))) {
            final double share = index.residentShare();
            assertTrue(share >= 0.5 && share < 0.8, () -> "" + share);
        }
        try (AnnoyIndex index = AnnoyIndex.load(file, options.preload(Preload.ALL))) {
            assertEquals(1, index.residentShare());
        }
    }

    @ParameterizedTest
    @EnumSource
    void answersAreTheSameWhateverIsPreloaded(final Metric metric) throws IOException {
        final Path file = folder.resolve("x.annoy");
        GoldenIndexes.copy(GoldenIndexes.NEWEST, metric.label(), file);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            for (final Preload part : Preload.values()) {
                try (AnnoyIndex preloaded =
                        AnnoyIndex.load(file, LoadOptions.defaults().verify().preload(part))) {
                    for (int id = 0; id < index.size(); id++) {
                        assertEquals(
                                index.nearest(Query.item(id), 5).toList(),
                                preloaded.nearest(Query.item(id), 5).toList());
                    }
                }
            }
        }
    }

    @Test
    void optionsKeepWhatElseWasSet() {
        final LoadOptions options =
                LoadOptions.spotify(Metric.DOT, 7).verify().preload(Preload.ALL).chunkSize(64);
        assertEquals(new OpenSettings(Metric.DOT, 7, true, Preload.ALL, 64), options.settings());
        assertEquals(
                Preload.TREES,
                options.preload(Preload.TREES).verify().settings().preload());
        assertEquals(Preload.NONE, LoadOptions.defaults().verify().settings().preload());
        assertThrows(NullPointerException.class, () -> options.preload(null));
    }

    /** A file whose header is an index's, and all else is not there. */
    private Path pagedHole(final int items) throws IOException {
        final Map<SectionKind, Section> sections = new EnumMap<>(SectionKind.class);
        long end = Header.BYTES;
        end = add(sections, SectionKind.CENTER, end, 4 * DIMENSION);
        end = add(sections, SectionKind.ROOTS, end, 4);
        end = add(sections, SectionKind.INNER_PAGES, end, 1 << 20);
        end = add(sections, SectionKind.LEAF_PAGES, end, 8 << 20);
        end = add(sections, SectionKind.VECTORS, end, 4L * DIMENSION * items);
        end = add(sections, SectionKind.POSITIONS, end, 4L * items);
        end = add(sections, SectionKind.IDS, end, 4L * items);
        final Header header = new Header(
                Header.VERSION,
                Metric.EUCLIDEAN,
                DIMENSION,
                items,
                1,
                1,
                DIMENSION,
                0,
                42,
                1,
                1,
                MappedRegion.PAGE,
                MappedRegion.PAGE,
                end,
                sections);
        return write(Files.createTempFile(folder, "paged", ""), end, 0, header.encode());
    }

    /** Returns where the section ends. */
    private static long add(
            final Map<SectionKind, Section> sections, final SectionKind kind, final long after, final long length) {
        final long offset = (after / APART + 2) * APART;
        sections.put(kind, new Section(kind, offset, length, 0));
        return offset + length;
    }

    /** A file of Annoy with a tree of as many nodes as there are items, of which only the last item and the root are there. */
    private Path forestHole(final int dimension, final int items) throws IOException {
        final SpotifyNodeEncoder encoder = new SpotifyNodeEncoder(SpotifyLayout.EUCLIDEAN, dimension);
        final ByteBuffer node = ByteBuffer.allocate(encoder.nodeBytes()).order(ByteOrder.LITTLE_ENDIAN);
        encoder.item(node, new float[dimension], 0);
        final long length = 2L * items * encoder.nodeBytes();
        final Path file = Files.createTempFile(folder, "forest", "");
        write(file, length, (items - 1L) * encoder.nodeBytes(), node.flip());
        node.clear();
        encoder.split(node, items, items, items + 1, new float[dimension], 0);
        return write(file, length, length - encoder.nodeBytes(), node.flip());
    }

    /** Writes some bytes of a file of a given length, and leaves the rest as it is. */
    private static Path write(final Path file, final long length, final long offset, final ByteBuffer bytes)
            throws IOException {
        try (RandomAccessFile writable = new RandomAccessFile(file.toFile(), "rw")) {
            writable.setLength(length);
            writable.getChannel().write(bytes, offset);
        }
        return file;
    }
}
