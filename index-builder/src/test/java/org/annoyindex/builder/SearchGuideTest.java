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
import org.annoyindex.query.NeighborStream;
import org.annoyindex.query.Neighbors;
import org.annoyindex.query.SearchOptions;
import org.annoyindex.query.SearchStatistics;
import org.annoyindex.query.Searcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/SEARCH.md, run; and checked to be those. */
final class SearchGuideTest {
    @TempDir
    private Path folder;

    @Test
    @SuppressWarnings({"UnusedVariable", "NarrowCalculation"}) // they are examples
    void examplesWork() throws IOException {
        final List<String> printed = new ArrayList<>();
        // GUIDE
        try (IndexBuilder builder = new IndexBuilder(Metric.EUCLIDEAN, 2)) {
            for (int i = 0; i < 10_000; i++) {
                builder.add(new float[] {i / 100, i % 100}); // 100 by 100 points, at whole numbers
            }
            builder.write(folder.resolve("points.annoy"));
        }
        AnnoyIndex index = AnnoyIndex.load(folder.resolve("points.annoy"));
        float[] query = {50, 50};

        Neighbors near = index.nearest(query, 5); // with the default effort
        near = index.nearest(query, 5, SearchOptions.recall(0.99)); // more of the true neighbours
        near = index.nearest(query, 5, SearchOptions.exact()); // all of them, slowly
        near = index.nearestToItem(5050, 5); // to an item, itself among them
        for (int rank = 0; rank < near.size(); rank++) {
            printed.add(near.id(rank) + " at " + near.distance(rank)); // 5050 at 0.0, ...
        }

        Neighbors round = index.within(query, 2, 100); // no farther than 2, at most 100 of them
        printed.add(round.size() + ""); // 13
        round = index.within(query, 2, 4, SearchOptions.exact()); // the 4 nearest of them
        // GUIDE end
        assertEquals(List.of("5050 at 0.0", "4950 at 1.0", "5049 at 1.0", "5051 at 1.0", "5150 at 1.0", "13"), printed);
        assertEquals("[5050: 0.0, 4950: 1.0, 5049: 1.0, 5051: 1.0]", round.toString());
        printed.clear();
        // GUIDE
        round = index.within(query, 50, Integer.MAX_VALUE); // however many there are

        NeighborStream stream = index.stream(query, SearchOptions.defaults());
        Neighbors first = stream.next(10); // what nearest(query, 10) finds
        Neighbors second = stream.next(10); // the 10 after them
        while (!stream.hasEnded()) {
            stream.next(1000); // and so on, to the last item
        }
        // GUIDE end
        assertTrue(round.size() > 7000, round.size() + "");
        assertEquals(index.nearest(query, 10).toString(), first.toString());
        assertEquals(10, second.size());
        assertEquals(10_000, stream.returned());
        // GUIDE

        Searcher searcher = index.searcher();
        searcher.nearest(query, 5, SearchOptions.defaults());
        SearchStatistics statistics = searcher.statistics();
        printed.add(statistics.scanned() + " of " + index.size()); // items looked at in the leaf pages
        printed.add(statistics.exactComparisons() + ""); // vectors read and compared
        // GUIDE end
        assertTrue(statistics.scanned() < 5000, printed.toString());
        assertTrue(statistics.exactComparisons() < 1000, printed.toString());
        index.close();
    }

    @Test
    void examplesAreTheGuides() throws IOException {
        final Path root = Path.of("..").toAbsolutePath().normalize();
        final String guide = Files.readString(root.resolve("docs/SEARCH.md"));
        final String test = Files.readString(
                        root.resolve("index-builder/src/test/java/org/annoyindex/builder/SearchGuideTest.java"))
                .replace("folder.resolve(", "Path.of(")
                .replace("printed.add(", "System.out.println(")
                .replace(" + \"\")", ")");
        assertEquals(lines(guide, "```java\n", "```\n"), lines(test, "// GUIDE\n", "// GUIDE end\n"));
    }

    /** Lines of code between marks, wherever these are. */
    private static List<String> lines(final String text, final String start, final String end) {
        final List<String> lines = new ArrayList<>();
        int from = text.indexOf(start);
        while (from >= 0) {
            from += start.length();
            final int to = text.indexOf(end, from);
            text.substring(from, to)
                    .lines()
                    .map(line -> line.strip().replaceAll(" +//", " //"))
                    .filter(line -> !line.isEmpty())
                    .forEach(lines::add);
            from = text.indexOf(start, to);
        }
        return lines;
    }
}
