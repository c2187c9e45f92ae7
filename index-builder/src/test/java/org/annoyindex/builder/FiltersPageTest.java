package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** The examples of docs/FILTERS.md, run; and checked to be that page's. */
final class FiltersPageTest {
    @TempDir
    private Path folder;

    @Test
    void examplesWork() throws IOException {
        final float[][] vectors = {{1, 0}, {0, 1}, {1, 1}, {2, 1}};
        final float[] vector = {1, 0};
        try (AnnoyIndex index =
                AnnoyIndex.load(SampleVectors.build(folder.resolve("x.annoy"), Metric.EUCLIDEAN, vectors))) {
            // FILTERS
            RoaringBitmap inStock = RoaringBitmap.bitmapOf(0, 1, 2);
            RoaringBitmap seen = RoaringBitmap.bitmapOf(2);
            float[] price = {9.5f, 20, 3, 7};
            SearchOptions options = SearchOptions.recall(0.95)
                    .filter(inStock) // allowed ids
                    .deny(seen) // denied ids
                    .where(id -> price[id] < 10); // whatever holds for an id
            Neighbors near = index.nearest(vector, 10, options);
            // FILTERS end
            assertArrayEquals(new int[] {0}, near.ids());
            // FILTERS
            Neighbors truth = index.nearest(vector, 10, SearchOptions.exact().deny(seen));
            // FILTERS end
            assertArrayEquals(new int[] {0, 1, 3}, truth.ids());
        }
    }

    @Test
    void examplesAreThePages() throws IOException {
        final Path root = Path.of("..").toAbsolutePath().normalize();
        final String page = Files.readString(root.resolve("docs/FILTERS.md")).replaceAll(" +//", " //");
        final List<String> test = Files.readAllLines(
                root.resolve("index-builder/src/test/java/org/annoyindex/builder/FiltersPageTest.java"));
        boolean quoted = false;
        int lines = 0;
        for (final String line : test) {
            final String code = line.strip();
            if (code.equals("// FILTERS") || code.equals("// FILTERS end")) {
                quoted = code.equals("// FILTERS");
            } else if (quoted) {
                assertTrue(page.contains(code), code);
                lines++;
            }
        }
        assertTrue(lines == 9, lines + " lines");
    }
}
