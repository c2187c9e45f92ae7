package org.annoyindex.builder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbor;
import org.annoyindex.query.NeighborStream;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.roaringbitmap.RoaringBitmap;

/** The README's example, run; and checked to be the README's. */
final class ReadmeTest {
    @TempDir
    private Path folder;

    @Test
    @SuppressWarnings("UnusedVariable") // it is an example
    void exampleWorks() throws IOException {
        final List<String> printed = new ArrayList<>();
        // README
        try (IndexBuilder builder = new IndexBuilder(Metric.ANGULAR, 3)) {
            builder.add("one", new float[] {1, 0, 0});
            builder.add("two", new float[] {0, 1, 0});
            builder.add("three", new float[] {0, 1, 1});
            builder.write(folder.resolve("numbers.annoy"));
        }

        try (AnnoyIndex index = AnnoyIndex.load(folder.resolve("numbers.annoy"))) {
            float[] vector = {0, 2, 1};
            Neighbors near = index.nearest(vector, 2);
            for (Neighbor neighbor : near) {
                printed.add(index.label(neighbor.id()) + " at " + neighbor.distance());
            }
            near = index.nearest(vector, 10, SearchOptions.recall(0.95)); // effort from the file's recall profile
            near = index.nearest(vector, 10, SearchOptions.budget(20_000)); // or in items looked at
            near = index.nearest(vector, 10, SearchOptions.defaults().filter(RoaringBitmap.bitmapOf(0, 2)));

            near = index.within(vector, 0.5f, 100); // all that is no farther, at most 100
            NeighborStream stream = index.stream(vector, SearchOptions.defaults());
            near = stream.next(2); // page by page, to the last if need be

            float[][] vectors = {vector, {1, 0, 0}};
            List<Neighbors> each = index.nearest(vectors, 10, SearchOptions.defaults()); // many at once, on all cores
            // README end
            assertEquals(2, near.size());
            assertEquals(index.nearest(vector, 10).toString(), each.get(0).toString());
            assertEquals(0, each.get(1).id(0));
        }
        assertEquals(List.of("three at 0.3203646", "two at 0.45950586"), printed);
    }

    @Test
    void exampleIsTheReadmes() throws IOException {
        final Path root = Path.of("..").toAbsolutePath().normalize();
        final String readme = Files.readString(root.resolve("README.md"));
        final String test =
                Files.readString(root.resolve("index-builder/src/test/java/org/annoyindex/builder/ReadmeTest.java"));
        final String example = test.substring(test.indexOf("// README\n") + 10, test.indexOf("// README end"))
                .replace("folder.resolve(", "Path.of(")
                .replace("printed.add(", "System.out.println(");
        for (final String line : example.lines().map(String::strip).toList()) {
            assertTrue(readme.replaceAll(" +//", " //").contains(line), line);
        }
    }
}
