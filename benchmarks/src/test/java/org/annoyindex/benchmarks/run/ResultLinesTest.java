package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultLinesTest {
    private static final ResultLine.Run RUN = new ResultLine.Run(
            "2026-11-24T12:00:00Z",
            "glove",
            "abc1234",
            new ResultLine.Machine("AMD \"EPYC\"", 2, 16_000_000_000L, "Linux 6.1", "25.0.1"),
            5,
            10,
            2000,
            339_479,
            100,
            "angular");
    private static final ResultLine.Library LIBRARY =
            new ResultLine.Library("annoy-cpp", "Annoy C++", "0.0.20", "C++", "native");
    private static final ResultLine.Build BUILD = new ResultLine.Build(
            RUN.run(), "glove", LIBRARY, Parameters.parse("trees=50"), 1, 41.25, 41, 512_000_000, 3_000_000_000L);

    @TempDir
    private Path folder;

    @Test
    void appendedLinesAreReadBack() throws IOException {
        final Path file = folder.resolve("results/glove.jsonl");
        ResultLines.append(file, List.of(RUN, BUILD));
        ResultLines.append(file, List.of(search("search_k=100", 0.8), search("search_k=200", 0.9)));

        assertEquals(
                List.of(RUN, BUILD, search("search_k=100", 0.8), search("search_k=200", 0.9)), ResultLines.read(file));
    }

    @Test
    void linesHaveTheDocumentedFormat() throws IOException {
        assertEquals(
                "{\"kind\":\"build\",\"run\":\"2026-11-24T12:00:00Z\",\"dataset\":\"glove\",\"library\":\"annoy-cpp\","
                        + "\"label\":\"Annoy C++\",\"version\":\"0.0.20\",\"language\":\"C++\",\"kernel\":\"native\","
                        + "\"build_parameters\":{\"trees\":50},\"threads\":1,\"wall_seconds\":41.25,"
                        + "\"cpu_seconds\":41.0,\"peak_rss_bytes\":512000000,\"index_bytes\":3000000000}",
                ResultLines.format(BUILD));
    }

    @Test
    void laterLinesSupersedeEarlierOnesOfTheSameSetting() throws IOException {
        final Path file = folder.resolve("glove.jsonl");
        ResultLines.append(file, List.of(search("a=1 b=x", 0.5), search("a=2 b=x", 0.6), search("b=x a=1", 0.7)));

        assertEquals(List.of(search("b=x a=1", 0.7), search("a=2 b=x", 0.6)), ResultLines.read(file));
    }

    @Test
    void medianIsTheMiddleRound() {
        assertEquals(110, search("a=1", 0.5).test().medianWallQps());
        assertEquals(105, search("a=1", 0.5).test().medianCpuQps());
    }

    @Test
    void linesThatAreNotJsonAreNamed() throws IOException {
        final Path file = Files.writeString(folder.resolve("a.jsonl"), ResultLines.format(RUN) + "\n\n{\"kind\":\n");

        final String message =
                assertThrows(IOException.class, () -> ResultLines.read(file)).getMessage();
        assertEquals(file + ", line 3: ", message.substring(0, message.indexOf("Unexpected")));
    }

    @Test
    void missingFieldsAreNamed() throws IOException {
        final Path file = Files.writeString(
                folder.resolve("a.jsonl"), ResultLines.format(BUILD).replace("\"threads\":1,", ""));

        assertEquals(
                file + ", line 1: 'threads' is null, expected an integer; delete or fix the line",
                assertThrows(IOException.class, () -> ResultLines.read(file)).getMessage());
    }

    @Test
    void searchesWithoutHalvesOfTheQueriesAreRefused() throws IOException {
        final Path file = Files.writeString(
                folder.resolve("a.jsonl"),
                ResultLines.format(search("a=1", 0.5)).replaceFirst("\"validation\":\\{[^}]*},", ""));

        assertEquals(
                file + ", line 1: 'validation' is null, expected an object; delete or fix the line",
                assertThrows(IOException.class, () -> ResultLines.read(file)).getMessage());
    }

    @Test
    void parametersKeepTheirOrderAndTypes() {
        final Parameters parameters = Parameters.parse("M=16 ratio=0.5 quantized=true  kind=flat");

        assertEquals("M=16 ratio=0.5 quantized=true kind=flat", parameters.toWords());
        assertEquals("M 16, ratio 0.5, quantized true, kind flat", parameters.toString());
        assertEquals(16L, parameters.values().get("M"));
        assertEquals(new Parameters(java.util.Map.of()), Parameters.parse(" "));
        assertThrows(IllegalArgumentException.class, () -> Parameters.parse("M"));
    }

    private static ResultLine.Search search(final String parameters, final double recall) {
        return new ResultLine.Search(
                RUN.run(),
                "glove",
                LIBRARY,
                Parameters.parse("trees=50"),
                Parameters.parse(parameters),
                10,
                new ResultLine.Figures(recall / 2, List.of(90.0), List.of(80.0)),
                new ResultLine.Figures(recall, List.of(100.0, 300.0, 110.0), List.of(100.0, 110.0)),
                new ResultLine.Latency(1, 2, 3, 4, 5.5),
                1_000);
    }
}
