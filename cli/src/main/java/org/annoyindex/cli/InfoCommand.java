package org.annoyindex.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.IndexInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the header of an index file holds. */
@Command(
        name = "info",
        description = "Shows the metric, sizes, sections and recall profile of an index.",
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
            description = "text or json (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(
            names = "--verify",
            description = "Read the whole file and check every checksum, or every tree of a file of Spotify's Annoy.")
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
        final IndexInfo info = index.info();
        facts.put("format", info.isSpotify() ? "Spotify's Annoy" : "annoyindex");
        info.pageLayout().ifPresent(pages -> facts.put("format_version", pages.version()));
        facts.put("metric", index.metric().label());
        facts.put("dimension", index.dimension());
        facts.put("items", index.size());
        facts.put("keys", index.info().keyKind().label());
        facts.put("labels", index.info().isLabeled());
        facts.put("trees", index.info().treeCount());
        info.pageLayout().ifPresent(pages -> addFacts(facts, pages));
        if (info.layout() instanceof IndexInfo.SpotifyNodes nodes) {
            addFacts(facts, nodes, index, bytes);
        }
        if (index.size() > 0) {
            final double items = index.size();
            facts.put("bytes_per_item", bytes / items);
            facts.put("ratio_to_float32_vectors", bytes / (items * index.dimension() * Float.BYTES));
        }
        facts.put("resident_share", index.residentShare());
        if (verify) {
            facts.put(info.isSpotify() ? "trees_followed" : "checksums", "ok");
        }
        return facts;
    }

    private static void addFacts(final Map<String, Object> facts, final IndexInfo.Pages pages) {
        facts.put("leaves_per_item", pages.leavesPerItem());
        facts.put("sketch_bits", pages.sketchBits());
        facts.put("links_per_item", pages.links());
        facts.put("inner_pages", pages.innerPages());
        facts.put("leaf_pages", pages.leafPages());
        facts.put("longest_inner_page_bytes", pages.longestInnerPage());
        facts.put("longest_leaf_page_bytes", pages.longestLeafPage());
        facts.put("largest_norm", pages.largestNorm());
        facts.put("seed", pages.seed());
    }

    private void addFacts(
            final Map<String, Object> facts,
            final IndexInfo.SpotifyNodes nodes,
            final AnnoyIndex index,
            final long bytes) {
        facts.put("layout", nodes.name());
        facts.put("node_bytes", nodes.nodeBytes());
        facts.put("nodes", bytes / nodes.nodeBytes());
        facts.put("bucket_capacity", nodes.bucketCapacity());
        if (verify) {
            facts.put(
                    "unused_ids",
                    IntStream.range(0, index.size())
                            .filter(id -> !index.contains(id))
                            .count());
        }
    }

    private void printText(final Map<String, Object> facts, final AnnoyIndex index) {
        final PrintWriter out = spec.commandLine().getOut();
        facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-26s %s%n", name.replace('_', ' '), show(value)));
        index.info().pageLayout().ifPresent(pages -> {
            out.println("sections                           offset          bytes  checksum");
            for (final IndexInfo.Section section : pages.sections()) {
                out.printf(
                        Locale.ROOT,
                        "  %-22s %,16d %,14d  %08x%n",
                        section.name(),
                        section.offset(),
                        section.bytes(),
                        section.checksum());
            }
        });
        printProfile(index.info().recallProfile(), "at budgets of");
        printProfile(index.info().linkProfile(), "over links, visiting items");
    }

    private void printProfile(final List<IndexInfo.RecallCurve> profile, final String points) {
        final PrintWriter out = spec.commandLine().getOut();
        for (final IndexInfo.RecallCurve curve : profile) {
            out.printf(Locale.ROOT, "recall@%d of %d queries, %s%n", curve.k(), curve.queries(), points);
            for (final IndexInfo.RecallPoint point : curve.points()) {
                out.printf(Locale.ROOT, "  %,12.0f  %.4f%n", point.items(), point.recall());
            }
        }
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
        final IndexInfo info = index.info();
        if (info.layout() instanceof IndexInfo.Pages pages) {
            json.writeArrayFieldStart("sections");
            for (final IndexInfo.Section section : pages.sections()) {
                json.writeStartObject();
                json.writeStringField("kind", section.name());
                json.writeNumberField("offset", section.offset());
                json.writeNumberField("bytes", section.bytes());
                json.writeNumberField("crc32c", section.checksum() & 0xffff_ffffL);
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        writeJson(json, "recall_profile", info.recallProfile());
        writeJson(json, "link_profile", info.linkProfile());
        json.writeEndObject();
    }

    private static void writeJson(
            final JsonGenerator json, final String name, final List<IndexInfo.RecallCurve> profile) throws IOException {
        if (profile.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (final IndexInfo.RecallCurve curve : profile) {
            json.writeStartObject();
            json.writeNumberField("k", curve.k());
            json.writeNumberField("queries", curve.queries());
            writeJson(json, "budgets", curve.points().stream().mapToDouble(IndexInfo.RecallPoint::items));
            writeJson(json, "recalls", curve.points().stream().mapToDouble(IndexInfo.RecallPoint::recall));
            writeJson(
                    json, "efforts", curve.points().stream().flatMapToDouble(point -> point.adaptiveBudget().stream()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeJson(final JsonGenerator json, final String name, final DoubleStream values)
            throws IOException {
        final double[] numbers = values.toArray();
        json.writeFieldName(name);
        json.writeArray(numbers, 0, numbers.length);
    }
}
