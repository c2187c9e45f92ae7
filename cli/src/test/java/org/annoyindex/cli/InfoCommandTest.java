package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code annoy info} prints. */
@Tag("once")
final class InfoCommandTest extends CommandFixture {
    private Path index;

    @BeforeEach
    void buildIndex() throws IOException {
        index = SampleVectors.build(
                folder.resolve("x.annoy"), Metric.ANGULAR, SampleVectors.random(Metric.ANGULAR, 1200, 8, 1));
    }

    @Test
    void infoPrintsTheHeader() throws IOException {
        assertRuns("info", index, "--verify");
        for (final String expected : new String[] {
            "metric                     angular",
            "items                      1200",
            "checksums                  ok",
            "resident share             1.000", // verifying has read it all
            "leaf_pages",
            "recall@10 of "
        }) {
            assertTrue(out.toString().contains(expected), expected + " in " + out);
        }
        assertRuns("info", index, "--output-format json");
        try (JsonParser json = new JsonFactory().createParser(out.toString())) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME
                        && json.currentName().equals("bytes_per_item")) {
                    json.nextToken();
                    assertEquals(Files.size(index) / 1200.0, json.getDoubleValue(), 1e-9);
                    return;
                }
            }
        }
        throw new AssertionError("no bytes_per_item in " + out);
    }
}
