package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Neighbors;

/** Prints the results of searches. */
final class NeighborsPrinter {
    private final AnnoyIndex index;
    private final KeyKind keys;
    /** Whether there are labels that are not the keys. */
    private final boolean labels;

    private final int skipped;
    private final boolean cosine;

    /** Numbers ranks after the skipped neighbors; shows cosines, which only angular indexes have, if asked to. */
    NeighborsPrinter(final AnnoyIndex index, final int skipped, final boolean cosine) {
        this.index = index;
        keys = index.info().keyKind();
        labels = index.info().isLabeled() && keys != KeyKind.STRINGS;
        this.skipped = skipped;
        this.cosine = cosine;
    }

    /** Prints the results of queries, with the names in the same order. */
    void print(
            final PrintWriter out, final List<String> queries, final List<Neighbors> results, final AnswerFormat format)
            throws IOException {
        switch (format) {
            case TEXT -> printText(out, queries, results);
            case TSV -> printTsv(out, results);
            case JSONL -> {
                for (int q = 0; q < results.size(); q++) {
                    final String query = queries.get(q);
                    final Neighbors found = results.get(q);
                    JsonOutput.printLine(out, json -> {
                        json.writeStartObject();
                        writeResult(json, query, found);
                        json.writeEndObject();
                    });
                }
            }
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
            case IVECS, FVECS, NPY -> throw new IllegalArgumentException(format + " is no text");
        }
    }

    /** Prints the result of one query, with the steps of the search. */
    void print(
            final PrintWriter out, final String query, final SearchExplanation explanation, final AnswerFormat format)
            throws IOException {
        if (format == AnswerFormat.JSON) {
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
            printText(out, List.of(query), List.of(explanation.found()));
        }
    }

    private void printText(final PrintWriter out, final List<String> queries, final List<Neighbors> results) {
        for (int q = 0; q < results.size(); q++) {
            if (results.size() > 1) {
                out.println(Escapes.visible(queries.get(q)));
            }
            final Neighbors found = results.get(q);
            for (int rank = 0; rank < found.size(); rank++) {
                out.println(String.format(
                                Locale.ROOT,
                                "%4d  %9d  %12.6g  %s%s",
                                skipped + rank + 1,
                                found.id(rank),
                                found.distance(rank),
                                cosine ? String.format(Locale.ROOT, "%9.6f  ", cosine(found, rank)) : "",
                                Escapes.visible(names(found.id(rank))))
                        .stripTrailing());
            }
        }
    }

    private void printTsv(final PrintWriter out, final List<Neighbors> results) {
        final boolean keyed = keys != KeyKind.NONE;
        final boolean named = labels || !keyed;
        out.println("query\trank\tid\t" + (keyed ? "key\t" : "") + (named ? "label\t" : "") + "distance"
                + (cosine ? "\tcosine" : ""));
        for (int q = 0; q < results.size(); q++) {
            final Neighbors found = results.get(q);
            for (int rank = 0; rank < found.size(); rank++) {
                final int id = found.id(rank);
                out.println(q + "\t" + (skipped + rank + 1) + "\t" + id + "\t" + (keyed ? field(key(id)) : "")
                        + (named ? field(label(id)) : "") + found.distance(rank)
                        + (cosine ? "\t" + cosine(found, rank) : ""));
            }
        }
    }

    private void writeResult(final JsonGenerator json, final String query, final Neighbors found) throws IOException {
        json.writeStringField("query", query);
        json.writeArrayFieldStart("neighbors");
        for (int rank = 0; rank < found.size(); rank++) {
            json.writeStartObject();
            final int id = found.id(rank);
            json.writeNumberField("id", id);
            if (keys == KeyKind.NUMBERS) {
                json.writeNumberField("key", index.key(id));
            } else if (keys == KeyKind.STRINGS) {
                json.writeStringField("key", index.label(id));
            }
            if (labels) {
                json.writeStringField("label", index.label(id));
            }
            json.writeNumberField("distance", found.distance(rank));
            if (cosine) {
                json.writeNumberField("cosine", cosine(found, rank));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private float cosine(final Neighbors found, final int rank) {
        return index.metric().cosine(found.distance(rank));
    }

    private static String field(final String name) {
        return Escapes.tsv(name) + "\t";
    }

    private String names(final int id) {
        return key(id) + (labels && keys != KeyKind.NONE ? "  " : "") + label(id);
    }

    private String key(final int id) {
        return switch (keys) {
            case NUMBERS -> Long.toString(index.key(id));
            case STRINGS -> index.label(id);
            case NONE -> "";
        };
    }

    private String label(final int id) {
        return labels ? index.label(id) : "";
    }
}
