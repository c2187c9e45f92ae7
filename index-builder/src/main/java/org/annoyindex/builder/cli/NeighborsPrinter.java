package org.annoyindex.builder.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;

/** Prints what searches found. */
final class NeighborsPrinter {
    private final AnnoyIndex index;
    private final PrintWriter out;
    private final int skipped;

    /** Takes the number of neighbours that come before those to be printed. */
    NeighborsPrinter(final AnnoyIndex index, final PrintWriter out, final int skipped) {
        this.index = index;
        this.out = out;
        this.skipped = skipped;
    }

    /** Prints the results of some queries, named in the same order. */
    void print(final List<String> queries, final List<Neighbors> results, final OutputFormat format)
            throws IOException {
        switch (format) {
            case TEXT -> printText(queries, results);
            case TSV -> printTsv(results);
            case JSON ->
                JsonOutput.print(out, json -> {
                    json.writeStartArray();
                    for (int q = 0; q < results.size(); q++) {
                        json.writeStartObject();
                        writeResult(json, queries.get(q), results.get(q));
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
        }
    }

    /** Prints the result of one query, and how it came about. */
    void print(final String query, final SearchExplanation explanation, final OutputFormat format) throws IOException {
        if (format == OutputFormat.JSON) {
            JsonOutput.print(out, json -> {
                json.writeStartArray();
                json.writeStartObject();
                writeResult(json, query, explanation.found());
                json.writeFieldName("explanation");
                explanation.writeJson(json);
                json.writeEndObject();
                json.writeEndArray();
            });
        } else {
            explanation.print(out);
            printText(List.of(query), List.of(explanation.found()));
        }
    }

    private void printText(final List<String> queries, final List<Neighbors> results) {
        for (int q = 0; q < results.size(); q++) {
            if (results.size() > 1) {
                out.println(queries.get(q));
            }
            final Neighbors found = results.get(q);
            for (int rank = 0; rank < found.size(); rank++) {
                out.println(String.format(
                                Locale.ROOT,
                                "%4d  %9d  %12.6g  %s",
                                skipped + rank + 1,
                                found.id(rank),
                                found.distance(rank),
                                label(found.id(rank)))
                        .stripTrailing());
            }
        }
    }

    private void printTsv(final List<Neighbors> results) {
        out.println("query\trank\tid\tlabel\tdistance");
        for (int q = 0; q < results.size(); q++) {
            final Neighbors found = results.get(q);
            for (int rank = 0; rank < found.size(); rank++) {
                out.println(q + "\t" + (skipped + rank + 1) + "\t" + found.id(rank) + "\t"
                        + label(found.id(rank)).replace('\t', ' ') + "\t" + found.distance(rank));
            }
        }
    }

    private void writeResult(final JsonGenerator json, final String query, final Neighbors found) throws IOException {
        json.writeStringField("query", query);
        json.writeArrayFieldStart("neighbors");
        for (int rank = 0; rank < found.size(); rank++) {
            json.writeStartObject();
            json.writeNumberField("id", found.id(rank));
            if (index.isLabelled()) {
                json.writeStringField("label", index.label(found.id(rank)));
            }
            json.writeNumberField("distance", found.distance(rank));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private String label(final int id) {
        return index.isLabelled() ? index.label(id) : "";
    }
}
