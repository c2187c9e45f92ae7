package org.annoyindex.core.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.annoyindex.core.memory.MappedRegion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyColumnTest {
    @TempDir
    private Path folder;

    private static KeyList list(final long... keys) {
        final KeyList list = new KeyList();
        for (final long key : keys) {
            list.add(key);
        }
        return list;
    }

    private KeyColumn write(final KeyList keys, final int chunkSize) throws IOException {
        final Path file = folder.resolve("keys");
        Sections.write(file, KeyColumn.bytes(keys), out -> KeyColumn.write(keys, out));
        return new KeyColumn(Sections.map(file, chunkSize), keys.size());
    }

    /** Typical keys: random, dense, multiples of powers of two, near the ends of the range. */
    private static Set<Long> keys(final int count, final long seed) {
        final Random random = new Random(seed);
        final Set<Long> keys = new LinkedHashSet<>();
        while (keys.size() < count) {
            final long number = random.nextInt(count);
            keys.add(
                    switch (random.nextInt(5)) {
                        case 0 -> random.nextLong();
                        case 1 -> number;
                        case 2 -> number << 32;
                        case 3 -> Long.MAX_VALUE - number;
                        default -> Long.MIN_VALUE + number;
                    });
        }
        return keys;
    }

    @Test
    void keysAreFoundBothWaysInAnyNumberAndInManyChunks() throws IOException {
        for (final int count : new int[] {1, 2, 3, 4, 5, 10, 11, 100, 5000}) {
            for (final int chunkSize : new int[] {64, 4096, 1 << 20}) {
                final Set<Long> keys = keys(count, count);
                final KeyList list = new KeyList();
                for (final long key : keys) {
                    assertEquals(-1, list.find(key));
                    list.add(key);
                    assertEquals(list.size() - 1, list.find(key));
                }
                final KeyColumn column = write(list, chunkSize);
                int id = 0;
                for (final long key : keys) {
                    assertEquals(key, list.get(id));
                    assertEquals(id, list.find(key));
                    assertEquals(key, column.key(id));
                    assertEquals(id++, column.find(key));
                }
                for (final long other : keys(count, count + 1)) {
                    assertEquals(keys.contains(other), column.find(other) >= 0, "key " + other);
                }
            }
        }
    }

    /** Decodes a section as a reader in another language would. */
    @Test
    void sectionsAreLaidOutAsSpecified() throws IOException {
        write(list(7, -1), 4096);
        Sections.change(folder.resolve("keys"), bytes -> {
            assertEquals(16 + 2 * 8 + 4 * 4, bytes.limit());
            assertEquals(2, bytes.getInt(0));
            assertEquals(4, bytes.getInt(4));
            assertEquals(0, bytes.getLong(8));
            assertEquals(7, bytes.getLong(16));
            assertEquals(-1, bytes.getLong(24));
            // SplitMix64 gives 63cbe1e459320dd7 for 7 and e4d971771b652c20 for -1. Folded, both end in two ones: slot
            // 3,
            // and then slot 0.
            assertEquals(2, bytes.getInt(32));
            assertEquals(0, bytes.getInt(36));
            assertEquals(0, bytes.getInt(40));
            assertEquals(1, bytes.getInt(44));
        });
    }

    @Test
    void sparseKeysTakeNoMoreSpaceThanDenseOnes() throws IOException {
        final KeyList dense = new KeyList();
        final KeyList sparse = new KeyList();
        for (int i = 0; i < 1000; i++) {
            dense.add(i);
            sparse.add(5 + i * 1_000_000_000_000_000L);
        }
        assertEquals(KeyColumn.bytes(dense), KeyColumn.bytes(sparse));
        write(sparse, 4096);
        assertEquals(16 + 1000 * 8 + 2048 * 4, Files.size(folder.resolve("keys")));
    }

    @Test
    void sectionsOfAnotherNumberOfItemsAreRefused() throws IOException {
        final Path file = folder.resolve("keys");
        for (final int[] change :
                new int[][] {{0, 4}, {0, -1}, {4, 0}, {4, 2}, {4, 7}, {4, 16}, {4, 1 << 20}, {4, 1 << 31}}) {
            write(list(1, 2, 3), 4096);
            Sections.change(file, bytes -> bytes.putInt(change[0], change[1]));
            final MappedRegion region = Sections.map(file, 4096);
            assertThrows(IllegalArgumentException.class, () -> new KeyColumn(region, 3));
        }
        Files.write(file, new byte[6]);
        final MappedRegion region = Sections.map(file, 4096);
        assertThrows(IndexOutOfBoundsException.class, () -> new KeyColumn(region, 3));
    }

    @Test
    void lookupsInDamagedTablesEnd() throws IOException {
        final Path file = folder.resolve("keys");
        write(list(1, 2, 3), 4096);
        Sections.change(file, bytes -> {
            for (int slot = 0; slot < bytes.getInt(4); slot++) {
                bytes.putInt(16 + 8 * 3 + 4 * slot, 2);
            }
        });
        final KeyColumn full = new KeyColumn(Sections.map(file, 4096), 3);
        assertEquals(-1, full.find(9));
        assertEquals(1, full.find(2));
        for (final int id : new int[] {4, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            Sections.change(file, bytes -> {
                for (int slot = 0; slot < bytes.getInt(4); slot++) {
                    bytes.putInt(16 + 8 * 3 + 4 * slot, id);
                }
            });
            final KeyColumn wrong = new KeyColumn(Sections.map(file, 4096), 3);
            assertThrows(IndexOutOfBoundsException.class, () -> wrong.find(9));
        }
    }
}
