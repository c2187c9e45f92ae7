package org.annoyindex.benchmarks.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.VectorReaders;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Reads the same random vectors in several formats, each beside the obvious alternative: all bytes of the file for binary
 * formats, the parser alone for text. Both in turn, by the thread's processor time; medians. Files are in the page cache.
 */
@Command(
        name = "input",
        mixinStandardHelpOptions = true,
        description = "Measures how fast files of vectors are read, beside a plain read or the parser alone.",
        footerHeading = "%nExamples:%n",
        footer = {"  bench input --dir /tmp/input", "  bench input --dir /tmp/input --vectors 20000 --rounds 3"})
public final class InputCommand implements Callable<Integer> {
    private static final int DIMENSION = 128;
    private static final int BUFFER = 1 << 20;

    @Option(names = "--dir", required = true, paramLabel = "FOLDER", description = "Where the files are written.")
    private Path folder;

    @Option(
            names = "--vectors",
            defaultValue = "200000",
            paramLabel = "N",
            description = "Vectors of " + DIMENSION + " components in each file (default: ${DEFAULT-VALUE}).")
    private int vectors;

    @Option(
            names = "--rounds",
            defaultValue = "7",
            paramLabel = "N",
            description = "Rounds of which the median counts (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Spec
    private CommandSpec spec;

    /** Reads a file; returns something that depends on all of it. */
    private interface Reading {
        double read(Path file) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        if (vectors < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--vectors and --rounds must be at least 1");
        }
        Files.createDirectories(folder);
        final Map<Path, Reading> alternatives = new LinkedHashMap<>();
        alternatives.put(writeFvecs(), InputCommand::readBytes);
        alternatives.put(writeNpy(), InputCommand::readBytes);
        alternatives.put(writeText("vectors.csv", "", ",", "\n"), InputCommand::parseCsv);
        alternatives.put(writeText("vectors.jsonl", "{\"embedding\":[", ",", "]}\n"), InputCommand::parseJson);
        alternatives.put(writeText("vectors.txt", "", " ", "\n"), InputCommand::readBytes);
        spec.commandLine().getOut().println("file\tMB\treader MB/s\talternative MB/s\tratio");
        for (final Map.Entry<Path, Reading> each : alternatives.entrySet()) {
            spec.commandLine().getOut().println(measure(each.getKey(), each.getValue()));
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private String measure(final Path file, final Reading alternative) throws IOException {
        final List<Double> ours = new ArrayList<>();
        final List<Double> others = new ArrayList<>();
        for (int round = -2; round < rounds; round++) {
            final double our = seconds(InputCommand::readVectors, file);
            final double other = seconds(alternative, file);
            if (round >= 0) { // the first are for the compilers
                ours.add(our);
                others.add(other);
            }
        }
        final double megabytes = Files.size(file) / 1e6;
        return String.format(
                Locale.ROOT,
                "%s\t%.0f\t%.0f\t%.0f\t%.2f",
                file.getFileName(),
                megabytes,
                megabytes / median(ours),
                megabytes / median(others),
                median(others) / median(ours));
    }

    private static double median(final List<Double> values) {
        final double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double seconds(final Reading reading, final Path file) throws IOException {
        final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        final long start = threads.getCurrentThreadCpuTime();
        if (Double.isNaN(reading.read(file))) {
            throw new IOException(file + " holds no numbers; delete it");
        }
        return (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }

    private static double readVectors(final Path file) throws IOException {
        double sum = 0;
        try (VectorReader reader = VectorReaders.open(file)) {
            final float[] vector = new float[reader.dimension()];
            while (reader.next(vector)) {
                sum += vector[vector.length - 1];
            }
        }
        return sum;
    }

    private static double readBytes(final Path file) throws IOException {
        double sum = 0;
        final byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sum += buffer[0];
            }
        }
        return sum;
    }

    /** Parses numbers, too: what a program would write with the library. */
    private static double parseCsv(final Path file) throws IOException {
        double sum = 0;
        final float[] vector = new float[DIMENSION];
        try (Reader in = Files.newBufferedReader(file, UTF_8)) {
            for (final CSVRecord row : CSVFormat.DEFAULT.parse(in)) {
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = Float.parseFloat(row.get(i));
                }
                sum += vector[vector.length - 1];
            }
        }
        return sum;
    }

    private static double parseJson(final Path file) throws IOException {
        double sum = 0;
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    sum += parser.getFloatValue();
                }
            }
        }
        return sum;
    }

    private float[] next(final Random random) {
        final float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private Path writeFvecs() throws IOException {
        final Path file = folder.resolve("vectors.fvecs");
        final Random random = new Random(1);
        try (FvecsWriter out = new FvecsWriter(file)) {
            for (int i = 0; i < vectors; i++) {
                out.append(next(random));
            }
        }
        return file;
    }

    private Path writeNpy() throws IOException {
        final Path file = folder.resolve("vectors.npy");
        final String dictionary =
                "{'descr': '<f4', 'fortran_order': False, 'shape': (" + vectors + ", " + DIMENSION + "), }";
        final int length = (10 + dictionary.length() + 1 + 63) / 64 * 64 - 10;
        final ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(header.array(), (byte) ' ');
        header.put("\u0093NUMPY\1\0".getBytes(ISO_8859_1));
        header.putShort((short) length).put(dictionary.getBytes(UTF_8));
        header.put(header.capacity() - 1, (byte) '\n');
        final Random random = new Random(1);
        final ByteBuffer row = ByteBuffer.allocate(4 * DIMENSION).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            out.write(header.array());
            for (int i = 0; i < vectors; i++) {
                row.asFloatBuffer().put(next(random));
                out.write(row.array());
            }
        }
        return file;
    }

    private Path writeText(final String name, final String start, final String between, final String end)
            throws IOException {
        final Path file = folder.resolve(name);
        final Random random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(file, UTF_8)) {
            for (int i = 0; i < vectors; i++) {
                final float[] vector = next(random);
                out.write(start);
                for (int j = 0; j < DIMENSION; j++) {
                    out.write(j == 0 ? "" : between);
                    out.write(Float.toString(vector[j]));
                }
                out.write(end);
            }
        }
        return file;
    }
}
