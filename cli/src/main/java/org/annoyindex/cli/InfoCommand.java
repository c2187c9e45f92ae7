package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.RecallCurve;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.core.spotify.SpotifyLayout;
import org.annoyindex.query.AnnoyIndex;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what an index file says of itself. */
@Command(
        name = "info",
        description = "Shows what an index says of itself: metric, sizes, sections, recall profile.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  annoy info words.annoy",
            "  annoy info words.annoy --verify",
            "  annoy info words.annoy --output-format json",
            "  annoy info words.ann --metric angular --dimension 100"
        })
final class InfoCommand implements Callable<Integer> {
    @Mixin
    private IndexArgument input;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(names = "--verify", description = "Read the whole file and compare every checksum, or follow every tree.")
    private boolean verify;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (format == OutputFormat.TSV) {
            throw new UsageException("info has no tsv output; use text or json");
        }
        try (AnnoyIndex index = verify ? input.loadVerified() : input.load()) {
            final Map<String, Object> facts = facts(index);
            if (format == OutputFormat.JSON) {
                JsonOutput.print(spec.commandLine().getOut(), json -> writeJson(json, facts, index));
            } else {
                printText(facts, index);
            }
        }
        return 0;
    }

    private Map<String, Object> facts(final AnnoyIndex index) throws IOException {
        final long bytes = Files.size(input.file());
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", input.file().toString());
        facts.put("bytes", bytes);
        facts.put("format", index.header().isPresent() ? "annoyindex" : "Spotify's Annoy");
        index.header().ifPresent(header -> facts.put("format_version", header.version()));
        facts.put("metric", index.metric().label());
        facts.put("dimension", index.dimension());
        facts.put("items", index.size());
        facts.put("keys", index.keyKind().label());
        facts.put("labels", index.isLabeled());
        facts.put("trees", index.treeCount());
        index.header().ifPresent(header -> addFacts(facts, header));
        index.annoyLayout().ifPresent(layout -> addFacts(facts, layout, index, bytes));
        if (index.size() > 0) {
            final double items = index.size();
            facts.put("bytes_per_item", bytes / items);
            facts.put("ratio_to_float32_vectors", bytes / (items * index.dimension() * Float.BYTES));
        }
        facts.put("resident_share", index.residentShare());
        facts.put("kernel", Kernels.active().name());
        if (verify) {
            facts.put(index.header().isPresent() ? "checksums" : "trees_followed", "all right");
        }
        return facts;
    }

    private static void addFacts(final Map<String, Object> facts, final Header header) {
        facts.put("leaves_per_item", header.leavesPerItem());
        facts.put("sketch_bits", header.sketchBits());
        facts.put("inner_pages", header.innerPageCount());
        facts.put("leaf_pages", header.leafPageCount());
        facts.put("longest_inner_page_bytes", header.longestInnerPage());
        facts.put("longest_leaf_page_bytes", header.longestLeafPage());
        facts.put("largest_norm", header.largestNorm());
        facts.put("seed", header.seed());
    }

    private void addFacts(
            final Map<String, Object> facts, final SpotifyLayout layout, final AnnoyIndex index, final long bytes) {
        facts.put("layout", layout.name().toLowerCase(Locale.ROOT));
        facts.put("node_bytes", layout.nodeBytes(index.dimension()));
        facts.put("nodes", bytes / layout.nodeBytes(index.dimension()));
        facts.put("bucket_capacity", layout.bucketCapacity(index.dimension()));
        if (verify) {
            facts.put(
                    "ids_left_out",
                    IntStream.range(0, index.size())
                            .filter(id -> !index.contains(id))
                            .count());
        }
    }

    private void printText(final Map<String, Object> facts, final AnnoyIndex index) {
        final PrintWriter out = spec.commandLine().getOut();
        facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-26s %s%n", name.replace('_', ' '), show(value)));
        index.header().ifPresent(header -> {
            out.println("sections                           offset          bytes  checksum");
            for (final Section section : header.sections().values()) {
                out.printf(
                        Locale.ROOT,
                        "  %-22s %,16d %,14d  %08x%n",
                        section.kind().name().toLowerCase(Locale.ROOT),
                        section.offset(),
                        section.length(),
                        section.checksum());
            }
        });
        index.recallProfile().ifPresent(profile -> {
            for (final RecallCurve curve : profile.curves()) {
                out.printf(Locale.ROOT, "recall@%d of %d queries, at budgets of%n", curve.neighbors(), curve.queries());
                for (int i = 0; i < curve.budgets().length; i++) {
                    out.printf(Locale.ROOT, "  %,12.0f  %.4f%n", curve.budgets()[i], curve.recalls()[i]);
                }
            }
        });
    }

    private static String show(final Object value) {
        if (value instanceof Double number) {
            return String.format(Locale.ROOT, "%.3f", number);
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return value.toString();
    }

    private static void writeJson(final JsonGenerator json, final Map<String, Object> facts, final AnnoyIndex index)
            throws IOException {
        json.writeStartObject();
        for (final Map.Entry<String, Object> fact : facts.entrySet()) {
            json.writeObjectField(fact.getKey(), fact.getValue());
        }
        if (index.header().isPresent()) {
            json.writeArrayFieldStart("sections");
            for (final Section section : index.header().get().sections().values()) {
                json.writeStartObject();
                json.writeStringField("kind", section.kind().name().toLowerCase(Locale.ROOT));
                json.writeNumberField("offset", section.offset());
                json.writeNumberField("bytes", section.length());
                json.writeNumberField("crc32c", section.checksum() & 0xffff_ffffL);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        if (index.recallProfile().isPresent()) {
            json.writeArrayFieldStart("recall_profile");
            for (final RecallCurve curve : index.recallProfile().get().curves()) {
                json.writeStartObject();
                json.writeNumberField("k", curve.neighbors());
                json.writeNumberField("queries", curve.queries());
                writeJson(json, "budgets", curve.budgets());
                writeJson(json, "recalls", curve.recalls());
                writeJson(json, "efforts", curve.efforts());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeJson(final JsonGenerator json, final String name, final double[] numbers)
            throws IOException {
        json.writeFieldName(name);
        json.writeArray(numbers, 0, numbers.length);
    }
}
