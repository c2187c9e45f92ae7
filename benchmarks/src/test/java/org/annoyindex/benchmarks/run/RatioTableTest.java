package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTableTest {
    @Test
    void ratiosCompareRatesAtEqualRecall() {
        final List<ResultLine> lines = List.of(
                search("annoyindex", "Ours", 0.9, 10_000),
                search("annoyindex", "Ours", 0.99, 2_000),
                search("rival", "Rival", 0.9, 500),
                search("rival", "Rival", 0.96, 100));

        assertEquals(
                List.of(
                        "queries/s at recall                         0.90              0.95              0.99",
                        "Ours                             10,000             4,090             2,000",
                        "Rival                               500  (20.0x)      131  (31.3x)        -"),
                RatioTable.of(lines, ResultLine.Figures::medianWallQps)
                        .lines()
                        .map(String::stripTrailing)
                        .toList());
    }

    private static ResultLine.Search search(
            final String id, final String label, final double recall, final double rate) {
        return new ResultLine.Search(
                "run",
                "glove",
                new ResultLine.Library(id, label, "1", "Java", "vector"),
                Parameters.parse(""),
                Parameters.parse("x=" + rate),
                10,
                new ResultLine.Figures(recall, List.of(rate), List.of(rate)),
                new ResultLine.Figures(recall, List.of(rate), List.of(rate)),
                new ResultLine.Latency(1, 1, 1, 1, 1),
                1);
    }
}
