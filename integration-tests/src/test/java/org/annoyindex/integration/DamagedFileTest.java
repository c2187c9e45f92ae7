package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.annoyindex.builder.IndexBuilder;
import org.annoyindex.builder.Links;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.IndexFormatException;
import org.annoyindex.core.KeyKind;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.format.SectionKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Effort;
import org.annoyindex.query.LoadOptions;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.Queries;
import org.annoyindex.query.Query;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.roaringbitmap.RoaringBitmap;

@Tag("long")
final class DamagedFileTest {
    private static final int DIMENSION = 12;
    private static final int ITEMS = 1500;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        threads.shutdown();
    }

    @Test
    void everyDamagedSectionIsFoundByVerifying() throws IOException {
        final byte[] bytes = index(Metric.ANGULAR);
        final Path file = folder.resolve("x.annoy");
        final Header header = SampleVectors.header(folder.resolve("x.annoy"));
        for (final Section section : header.sections().values()) {
            final byte[] damaged = bytes.clone();
            damaged[(int) (section.offset() + section.length() / 2)] ^= 4;
            Files.delete(file);
            Files.write(file, damaged);
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class,
                    () -> AnnoyIndex.load(file, LoadOptions.defaults().verify()).close());
            assertEquals(
                    file + " is damaged: the checksum of section " + section.kind()
                            + " differs; copy or build it again",
                    ex.getMessage());
        }
    }

    @Test
    void cutFilesAreRefused() throws IOException {
        final byte[] bytes = index(Metric.EUCLIDEAN);
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 50) {
            final Path file = folder.resolve("cut" + length);
            Files.write(file, Arrays.copyOf(bytes, length));
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class, () -> AnnoyIndex.load(file).close());
            assertTrue(ex.getMessage().startsWith(file.toString()), ex.getMessage());
        }
    }

    @Test
    void searchesOfDamagedFilesAnswerOrSayThatTheyAreDamaged() throws IOException {
        final Random random = new Random(1);
        for (final Metric metric : Metric.values()) {
            final byte[] bytes = index(metric);
            for (int variant = 0; variant < 150; variant++) {
                final byte[] damaged = bytes.clone();
                for (int flip = 0; flip < 1 + variant % 8; flip++) {
                    damaged[Header.BYTES + random.nextInt(damaged.length - Header.BYTES)] = (byte) random.nextInt(256);
                }
                final Path file = folder.resolve(metric + "-" + variant);
                Files.write(file, damaged);
                try (AnnoyIndex index = AnnoyIndex.load(file)) {
                    for (int item = 0; item < 20; item++) {
                        index.nearest(Query.item(item), 5);
                        index.nearest(Query.item(item), 5, SearchOptions.budget(100));
                        index.nearest(Query.item(item), 5, SearchOptions.exact());
                    }
                } catch (final IndexFormatException | UncheckedIOException ex) {
                    assertTrue(ex.getMessage().contains(file.getFileName().toString()), ex.getMessage());
                }
            }
        }
    }

    /** Counts, references, positions and ids can mislead a search: each is set to the worst values. */
    @ParameterizedTest
    @EnumSource
    void damagedCountsAndReferencesNeverLeadASearchAstray(final Metric metric) throws IOException {
        final byte[] bytes = index(metric);
        final Header header = SampleVectors.header(folder.resolve("x.annoy"));
        final Random random = new Random(2);
        final int[] worst = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, ITEMS, 0, 1, 1 << 20, 0x7fc0_0000, 0xffc0_0000};
        int variant = 0;
        for (final SectionKind kind : new SectionKind[] {
            SectionKind.ROOTS, SectionKind.INNER_PAGES, SectionKind.LEAF_PAGES, SectionKind.POSITIONS, SectionKind.IDS
        }) {
            final Section section = header.section(kind);
            final int ints = (int) (section.length() / 4);
            for (final int value : worst) {
                for (final int share : new int[] {1, 16, ints}) {
                    final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
                    for (int i = 0; i < Math.max(1, ints / share); i++) {
                        // Half of the changes hit the start of a page.
                        final int at = share == ints ? 0 : random.nextInt(ints) & (i % 2 == 0 ? -1 : -16);
                        damaged.putInt((int) section.offset() + 4 * at, value);
                    }
                    searchDamaged(damaged.array(), metric + "-worst-" + variant++);
                }
            }
        }
    }

    /** Links to no item, to one item only, to the item itself; scores that are no numbers; entry pages of other lengths. */
    @ParameterizedTest
    @EnumSource(names = {"ANGULAR", "EUCLIDEAN", "DOT"})
    void damagedLinksNeverLeadASearchAstray(final Metric metric) throws IOException {
        final Path sound = folder.resolve("linked.annoy");
        try (IndexBuilder builder = new IndexBuilder(metric, DIMENSION)) {
            builder.addAll(SampleVectors.random(metric, ITEMS, DIMENSION, 1))
                    .links(Links.ON)
                    .write(sound);
        }
        final byte[] bytes = Files.readAllBytes(sound);
        final Header header = SampleVectors.header(sound);
        final int pages = (int) header.section(SectionKind.ITEM_PAGES).offset();
        final int blockBytes = ItemPages.pageBytes(header.sketchBits()) / 2;
        final int rows = 2 * header.sketchBits();
        final int nan = Float.floatToRawIntBits(Float.NaN);
        int variant = 0;
        // The rows of a block after its codes: scale, add, position.
        for (final int row : new int[] {0, 64, 128}) {
            for (final int value :
                    new int[] {-1, 0, 7, ITEMS, Integer.MIN_VALUE, Integer.MAX_VALUE, nan, 0xff80_0000}) {
                for (final int every : new int[] {1, 5, 97}) {
                    final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
                    for (int lane = 0; lane < 32 * ITEMS; lane += every) {
                        damaged.putInt(pages + lane / 16 * blockBytes + rows + row + 4 * (lane % 16), value);
                    }
                    searchDamaged(damaged.array(), metric + "-links-" + variant++);
                }
            }
        }
        final ByteBuffer itself = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int lane = 0; lane < 32 * ITEMS; lane++) {
            itself.putInt(pages + lane / 16 * blockBytes + rows + 128 + 4 * (lane % 16), lane / 32);
        }
        searchDamaged(itself.array(), metric + "-links-to-itself");
        final int entry = (int) header.section(SectionKind.ENTRY_PAGE).offset();
        for (final int count : new int[] {-1, 0, 1, 17, 1000, 1 << 22, 1 << 26, 1 << 30, Integer.MAX_VALUE}) {
            final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
            damaged.putInt(entry, count);
            searchDamaged(damaged.array(), metric + "-entries-" + count);
        }
        final Section profile = header.section(SectionKind.LINK_RECALL);
        for (int at = 0; at < profile.length(); at += 4) {
            for (final int value : new int[] {0, -1, Integer.MAX_VALUE, nan, 1 << 20}) {
                final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
                damaged.putInt((int) profile.offset() + at, value);
                openDamaged(damaged.array(), metric + "-profile-" + at);
            }
        }
    }

    /** A profile is read when the file is opened. */
    private void openDamaged(final byte[] bytes, final String name) throws IOException {
        final Path file = Files.write(folder.resolve(name), bytes);
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            for (final int k : new int[] {1, 30, 300}) {
                checkIds(index.nearest(
                        Query.item(0), k, SearchOptions.recall(0.9).links(true)));
                checkIds(index.nearest(Query.item(1), k, SearchOptions.recall(0.97)));
            }
        } catch (final IndexFormatException ex) {
            assertTrue(ex.getMessage().contains(name), ex.getMessage());
        }
        Files.delete(file);
    }

    private void searchDamaged(final byte[] bytes, final String name) throws IOException {
        final Path file = Files.write(folder.resolve(name), bytes);
        final float[] query = new float[DIMENSION];
        query[0] = 1;
        final RoaringBitmap half = RoaringBitmap.bitmapOfRange(0, ITEMS / 2);
        final List<SearchOptions> efforts = new ArrayList<>(List.of(
                SearchOptions.defaults(),
                SearchOptions.budget(1),
                SearchOptions.budget(ITEMS - 1),
                SearchOptions.exact(),
                SearchOptions.budget(200).filter(half),
                SearchOptions.exact().filter(half),
                SearchOptions.budget(500).candidates(1)));
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            if (index.info().pageLayout().orElseThrow().links() > 0) {
                // Leaves are damaged by other tests.
                efforts.clear();
                efforts.add(SearchOptions.recall(0.9).links(true));
                efforts.add(SearchOptions.of(new Effort.Width(1)));
                efforts.add(SearchOptions.of(new Effort.Width(1_000_000_000)));
                efforts.add(SearchOptions.recall(0.9).links(true).filter(half));
            }
            for (final SearchOptions effort : efforts) {
                for (final int k : new int[] {1, 10, ITEMS}) {
                    answersOrSaysSo(name, () -> {
                        final Neighbors near = index.nearest(query, k, effort);
                        assertTrue(near.size() <= k);
                        checkIds(near);
                    });
                }
            }
            answersOrSaysSo(name, () -> {
                final Queries queries = Queries.of(query, query, query, query);
                index.nearestAll(queries, 10, SearchOptions.exact()).forEach(DamagedFileTest::checkIds);
            });
            for (int id = 0; id < ITEMS; id += 97) {
                final int item = id;
                answersOrSaysSo(name, () -> index.vector(item));
                answersOrSaysSo(name, () -> index.distance(item, 5));
            }
        } catch (final IndexFormatException ex) {
            assertTrue(ex.getMessage().contains(name), ex.getMessage());
        }
        Files.delete(file);
    }

    private static void checkIds(final Neighbors near) {
        assertEquals(near.size(), Arrays.stream(near.ids()).distinct().count());
        for (final int id : near.ids()) {
            assertTrue(id >= 0 && id < ITEMS, "id " + id);
        }
    }

    /** It is the file's fault, not the caller's. */
    @Test
    void damagedItemsAsQueriesAreSaidToBeDamaged() throws IOException {
        final Path file = changed(Metric.EUCLIDEAN, SectionKind.VECTORS, bytes -> {
            for (int at = 0; at < bytes.limit(); at += 4 * DIMENSION) {
                bytes.putFloat(at + 8, Float.NaN);
            }
        });
        try (AnnoyIndex index = AnnoyIndex.load(file)) {
            for (final Runnable call : new Runnable[] {
                () -> index.nearest(Query.item(3), 5),
                () -> index.nearest(Query.item(3), 5, SearchOptions.exact()),
                () -> index.within(Query.item(3), 1, 5),
                () -> index.pages(Query.item(3)),
                () -> index.searcher().nearest(Query.item(3), 5),
                () -> index.vector(3),
                () -> index.distance(3, 4)
            }) {
                assertEquals(
                        file + " is damaged: component 2 of item 3 is NaN; copy or build it again",
                        assertThrows(UncheckedIOException.class, call::run)
                                .getCause()
                                .getMessage());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noItemIsFoundTwice(final Metric metric) throws IOException {
        for (final SectionKind kind : new SectionKind[] {SectionKind.IDS, SectionKind.POSITIONS}) {
            final Path file = changed(metric, kind, bytes -> {
                for (int row = 1; row < ITEMS; row += 2) {
                    bytes.putInt(4 * row, bytes.getInt(4 * row - 4));
                }
            });
            searchDamaged(Files.readAllBytes(file), metric + "-twice-" + kind);
        }
        final Path file = changed(metric, SectionKind.LEAF_PAGES, bytes -> {
            final byte[] first = new byte[bytes.limit() / 2];
            bytes.get(0, first).put(bytes.limit() - first.length, first);
        });
        searchDamaged(Files.readAllBytes(file), metric + "-twice-leaves");
    }

    /** An index with one section changed. */
    private Path changed(final Metric metric, final SectionKind kind, final Consumer<ByteBuffer> change)
            throws IOException {
        final byte[] bytes = index(metric);
        final Section section = SampleVectors.header(folder.resolve("x.annoy")).section(kind);
        change.accept(ByteBuffer.wrap(bytes, (int) section.offset(), (int) section.length())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN));
        return Files.write(folder.resolve("changed"), bytes);
    }

    /** Sparse files whose sections are really as long as the header claims. */
    @Test
    void hugeClaimsAreRefused() throws IOException {
        final byte[] bytes = index(Metric.EUCLIDEAN);
        final Path file = folder.resolve("huge");
        final long length = 1L << 40;
        for (int claim = 0; claim < 4; claim++) {
            final ByteBuffer header =
                    ByteBuffer.wrap(bytes.clone(), 0, Header.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            header.putLong(48, length);
            for (int at = 128; at < 128 + 32 * header.getInt(72); at += 32) {
                final int code = header.getInt(at);
                if (code == SectionKind.INNER_PAGES.code()) {
                    header.putLong(at + 16, length - header.getLong(at + 8));
                } else if (claim == 0 && code == SectionKind.ROOTS.code()) {
                    header.putLong(at + 8, length / 2).putLong(at + 16, 4L << 29);
                } else if (claim == 3 && code == SectionKind.RECALL.code()) {
                    header.putLong(at + 8, length / 2).putLong(at + 16, length / 2);
                }
            }
            switch (claim) {
                case 0 -> header.putInt(28, 1 << 29).putInt(56, Integer.MAX_VALUE);
                case 1 -> header.putInt(64, Integer.MAX_VALUE);
                case 2 -> header.putInt(60, Integer.MAX_VALUE);
                default -> header.putInt(56, Integer.MAX_VALUE);
            }
            final CRC32C checksum = new CRC32C();
            checksum.update(header.array(), 0, Header.BYTES - 4);
            header.putInt(Header.BYTES - 4, (int) checksum.getValue());
            Files.write(file, header.array());
            setLength(file, length);
            final IndexFormatException ex = assertThrows(
                    IndexFormatException.class, () -> AnnoyIndex.load(file).close());
            assertTrue(ex.getMessage().startsWith(file + " "), ex.getMessage());
        }
    }

    @Test
    void filesThatAreTooLongToMapAreRefused() throws IOException {
        final Path file = Files.write(folder.resolve("huge"), index(Metric.EUCLIDEAN));
        setLength(file, 262L << 40);
        assertEquals(
                file + " has 288071883620352 bytes, more than any index: 17592186044416 are the limit",
                assertThrows(
                                IndexFormatException.class,
                                () -> AnnoyIndex.load(file).close())
                        .getMessage());
    }

    /** Makes a file sparse, where the file system can. */
    private static void setLength(final Path file, final long length) throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(length);
        } catch (final IOException ex) {
            assumeTrue(false, "no files of " + length + " bytes: " + ex.getMessage());
        }
    }

    private static void answersOrSaysSo(final String name, final Runnable call) {
        try {
            call.run();
        } catch (final UncheckedIOException ex) {
            assertEquals(IndexFormatException.class, ex.getCause().getClass());
            assertTrue(ex.getMessage().contains(name + " is damaged: "), ex.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource
    void damagedKeysAndLabelsAreReadOrSaidToBeDamaged(final KeyKind keys) throws IOException {
        final Path file = folder.resolve("x.annoy");
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            builder.uniqueLabels(keys == KeyKind.STRINGS);
            for (int i = 0; i < 200; i++) {
                if (keys == KeyKind.NUMBERS) {
                    builder.add(i * 1_000_000_007L, "label " + i, new float[] {i, 1});
                } else {
                    builder.add("label " + i, new float[] {i, 1});
                }
            }
            builder.write(file);
        }
        final byte[] bytes = Files.readAllBytes(file);
        final SectionKind kind = keys == KeyKind.NUMBERS ? SectionKind.KEYS : SectionKind.LABELS;
        final Section section = SampleVectors.header(file).section(kind);
        final Random random = new Random(3);
        final int[] worst = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 200, 201, 1, 1 << 20};
        for (int variant = 0; variant < 200; variant++) {
            final ByteBuffer damaged = ByteBuffer.wrap(bytes.clone()).order(ByteOrder.LITTLE_ENDIAN);
            for (int flip = 0; flip < 1 + variant % 20; flip++) {
                if (variant % 2 == 0) {
                    damaged.put((int) section.offset() + random.nextInt((int) section.length()), (byte)
                            random.nextInt(256));
                } else {
                    // After the header: wrong counts in it are refused when the file is opened.
                    final int at = 4 * (4 + random.nextInt((int) section.length() / 4 - 4));
                    damaged.putInt((int) section.offset() + at, worst[random.nextInt(worst.length)]);
                }
            }
            final String name = kind + "-" + variant;
            final Path path = Files.write(folder.resolve(name), damaged.array());
            if (!Arrays.equals(bytes, damaged.array())) {
                assertThrows(
                        IndexFormatException.class,
                        () -> AnnoyIndex.load(path, LoadOptions.defaults().verify())
                                .close());
            }
            try (AnnoyIndex index = AnnoyIndex.load(path)) {
                for (int id = 0; id < 200; id++) {
                    final int item = id;
                    answersOrSaysSo(name, () -> index.label(item));
                    answersOrSaysSo(name, () -> checkFound(index.idOf("label " + item)));
                    if (keys == KeyKind.NUMBERS) {
                        answersOrSaysSo(name, () -> index.key(item));
                        answersOrSaysSo(name, () -> checkFound(index.idOf(item * 1_000_000_007L)));
                    }
                }
            } catch (final IndexFormatException ex) {
                assertTrue(ex.getMessage().startsWith(path + " is damaged: "), ex.getMessage());
            }
        }
    }

    private static void checkFound(final OptionalInt found) {
        found.ifPresent(id -> assertTrue(id >= 0 && id < 200, "found " + id));
    }

    private byte[] index(final Metric metric) throws IOException {
        final Path file = folder.resolve("x.annoy");
        SampleVectors.build(file, metric, SampleVectors.random(metric, ITEMS, DIMENSION, 1));
        return Files.readAllBytes(file);
    }
}
