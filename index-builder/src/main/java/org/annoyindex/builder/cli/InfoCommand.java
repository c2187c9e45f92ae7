package org.annoyindex.builder.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.annoyindex.core.format.Header;
import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.core.format.Section;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.LoadOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
            "  annoy info words.annoy --output-format json"
        })
final class InfoCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INDEX", description = "An index file.")
    private Path file;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text or json (${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(names = "--verify", description = "Read the whole file and compare every checksum.")
    private boolean verify;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (format == OutputFormat.TSV) {
            throw new UsageException("info has no tsv output; use text or json");
        }
        final LoadOptions options = verify ? LoadOptions.defaults().verify() : LoadOptions.defaults();
        try (AnnoyIndex index = AnnoyIndex.load(file, options)) {
            final Map<String, Object> facts = facts(index);
            if (format == OutputFormat.JSON) {
                JsonOutput.print(spec.commandLine().getOut(), json -> writeJson(json, facts, index));
            } else {
                printText(facts, index);
            }
        }
        return 0;
    }

    private Map<String, Object> facts(final AnnoyIndex index) {
        final Header header = index.header().orElseThrow();
        final Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("file", file.toString());
        facts.put("bytes", header.fileLength());
        facts.put("format_version", Header.VERSION);
        facts.put("metric", header.metric().label());
        facts.put("dimension", header.dimension());
        facts.put("items", header.itemCount());
        facts.put("labels", index.isLabelled());
        facts.put("trees", header.treeCount());
        facts.put("leaves_per_item", header.leavesPerItem());
        facts.put("sketch_bits", header.sketchBits());
        facts.put("inner_pages", header.innerPageCount());
        facts.put("leaf_pages", header.leafPageCount());
        facts.put("longest_inner_page_bytes", header.longestInnerPage());
        facts.put("longest_leaf_page_bytes", header.longestLeafPage());
        facts.put("largest_norm", header.largestNorm());
        facts.put("seed", header.seed());
        if (header.itemCount() > 0) {
            final double items = header.itemCount();
            facts.put("bytes_per_item", header.fileLength() / items);
            facts.put("ratio_to_float32_vectors", header.fileLength() / (items * header.dimension() * Float.BYTES));
        }
        facts.put("kernel", Kernels.active().name());
        if (verify) {
            facts.put("checksums", "all right");
        }
        return facts;
    }

    private void printText(final Map<String, Object> facts, final AnnoyIndex index) {
        final PrintWriter out = spec.commandLine().getOut();
        facts.forEach((name, value) -> out.printf(Locale.ROOT, "%-26s %s%n", name.replace('_', ' '), show(value)));
        out.println("sections                           offset          bytes  checksum");
        for (final Section section : index.header().orElseThrow().sections().values()) {
            out.printf(
                    Locale.ROOT,
                    "  %-22s %,16d %,14d  %08x%n",
                    section.kind().name().toLowerCase(Locale.ROOT),
                    section.offset(),
                    section.length(),
                    section.checksum());
        }
        index.recallProfile().ifPresent(profile -> {
            out.printf(
                    Locale.ROOT,
                    "recall@%d of %d of the items as queries, at budgets of%n",
                    profile.neighbours(),
                    profile.queries());
            for (int i = 0; i < profile.budgets().length; i++) {
                out.printf(Locale.ROOT, "  %,12d  %.4f%n", profile.budgets()[i], profile.recalls()[i]);
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
        json.writeArrayFieldStart("sections");
        for (final Section section : index.header().orElseThrow().sections().values()) {
            json.writeStartObject();
            json.writeStringField("kind", section.kind().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("offset", section.offset());
            json.writeNumberField("bytes", section.length());
            json.writeNumberField("crc32c", section.checksum() & 0xffff_ffffL);
            json.writeEndObject();
        }
        json.writeEndArray();
        if (index.recallProfile().isPresent()) {
            final RecallProfile profile = index.recallProfile().get();
            json.writeObjectFieldStart("recall_profile");
            json.writeNumberField("k", profile.neighbours());
            json.writeNumberField("queries", profile.queries());
            json.writeFieldName("budgets");
            json.writeArray(profile.budgets(), 0, profile.budgets().length);
            json.writeArrayFieldStart("recalls");
            for (final float recall : profile.recalls()) {
                json.writeNumber(recall);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
