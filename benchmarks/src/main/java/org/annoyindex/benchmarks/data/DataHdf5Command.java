package org.annoyindex.benchmarks.data;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.annoyindex.builder.input.FvecsWriter;
import org.annoyindex.builder.input.IvecsFile;
import org.annoyindex.core.Metric;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Converts an HDF5 file of ann-benchmarks: {@code train} and {@code test} are vectors, {@code neighbors} has the ids of
 * the exact neighbors of {@code test}, and the attribute {@code distance} is the metric. {@code bin/bench data hdf5}
 * runs this.
 */
@Command(
        name = "data-hdf5",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Converts an HDF5 file of ann-benchmarks to base, query and truth files.")
public final class DataHdf5Command implements Callable<Integer> {
    /** Rows read at a time; a few megabytes. */
    private static final int BLOCK = 8_192;

    @Parameters(paramLabel = "FILE", description = "The HDF5 file.")
    private Path file;

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Name of the data set.")
    private String name;

    @Option(
            names = "--metric",
            paramLabel = "METRIC",
            description = "angular or euclidean; overrides the metric of the file.")
    private String metric;

    @Option(
            names = "--dir",
            defaultValue = "data",
            paramLabel = "DIR",
            description = "Folder to write to (${DEFAULT-VALUE}).")
    private Path folder;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": no such file");
        }
        try (HdfFile source = new HdfFile(file)) {
            convert(source);
        } catch (final HdfException ex) {
            throw new IOException(file + ": cannot be read as HDF5 (" + ex.getMessage() + ")", ex);
        }
        return 0;
    }

    private void convert(final HdfFile source) throws IOException {
        final Dataset train = matrix(source, "train");
        final Dataset test = matrix(source, "test");
        final Dataset neighbors = matrix(source, "neighbors");
        if (train.getDimensions()[1] != test.getDimensions()[1]) {
            throw new IOException(file + ": 'train' has vectors of " + train.getDimensions()[1] + " numbers, 'test' of "
                    + test.getDimensions()[1]);
        }
        if (neighbors.getDimensions()[0] != test.getDimensions()[0]) {
            throw new IOException(file + ": 'neighbors' has " + neighbors.getDimensions()[0] + " rows, 'test' has "
                    + test.getDimensions()[0]);
        }
        final Metric chosen = metric(source);
        Files.createDirectories(folder);
        try (OutputFiles files = new OutputFiles()) {
            write(train, new FvecsWriter(files.create(folder.resolve(name + ".base.fvecs"))));
            write(test, new FvecsWriter(files.create(folder.resolve(name + ".queries.fvecs"))));
            files.create(folder.resolve(name + ".metric"))
                    .write((chosen.label() + "\n").getBytes(StandardCharsets.UTF_8));
            final Path truth = folder.resolve(name + ".truth.ivecs");
            files.create(truth); // so that it is published together with the others
            IvecsFile.write(OutputFiles.partial(truth), ids(neighbors, train.getDimensions()[0]));
            files.publish();
        }
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: wrote %,d vectors and %,d queries of %d dimensions, %s, to %s%n",
                        name,
                        train.getDimensions()[0],
                        test.getDimensions()[0],
                        train.getDimensions()[1],
                        chosen.label(),
                        folder);
    }

    private Dataset matrix(final HdfFile source, final String part) throws IOException {
        final Node node = source.getChildren().get(part);
        if (!(node instanceof Dataset matrix) || matrix.getDimensions().length != 2) {
            throw new IOException(file + ": no matrix '" + part + "'; expected a file of ann-benchmarks");
        }
        return matrix;
    }

    private Metric metric(final HdfFile source) throws IOException {
        final Object stated = source.getAttribute("distance") == null
                ? null
                : source.getAttribute("distance").getData();
        final String label = metric != null ? metric : stated == null ? null : stated.toString();
        if (label == null) {
            throw new IOException(file + ": has no attribute 'distance'; give the metric with --metric");
        }
        if (!label.equals("angular") && !label.equals("euclidean")) {
            throw new IOException(file + ": metric '" + label + "', expected angular or euclidean");
        }
        return Metric.of(label);
    }

    private void write(final Dataset matrix, final FvecsWriter writer) throws IOException {
        final int rows = matrix.getDimensions()[0];
        for (int from = 0; from < rows; from += BLOCK) {
            for (final float[] row : rows(matrix, from, Math.min(BLOCK, rows - from))) {
                try {
                    writer.append(row);
                } catch (final IllegalArgumentException ex) {
                    throw new IOException(file + ": " + ex.getMessage(), ex);
                }
            }
        }
    }

    private float[][] rows(final Dataset matrix, final int from, final int count) throws IOException {
        final Object data = matrix.getData(new long[] {from, 0}, new int[] {count, matrix.getDimensions()[1]});
        if (data instanceof float[][] rows) {
            return rows;
        }
        if (data instanceof double[][] rows) {
            final float[][] converted = new float[rows.length][matrix.getDimensions()[1]];
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < converted[i].length; j++) {
                    converted[i][j] = (float) rows[i][j];
                }
            }
            return converted;
        }
        throw new IOException(
                file + ": '" + matrix.getName() + "' holds " + data.getClass().getSimpleName() + ", expected floats");
    }

    private int[][] ids(final Dataset neighbors, final int items) throws IOException {
        final Object data = neighbors.getData();
        final int[][] ids;
        if (data instanceof int[][] ints) {
            ids = ints;
        } else if (data instanceof long[][] longs) {
            ids = new int[longs.length][];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = new int[longs[i].length];
                for (int j = 0; j < longs[i].length; j++) {
                    ids[i][j] = (int) Math.max(-1, Math.min(Integer.MAX_VALUE, longs[i][j]));
                }
            }
        } else {
            throw new IOException(
                    file + ": 'neighbors' holds " + data.getClass().getSimpleName() + ", expected integers");
        }
        for (final int[] row : ids) {
            for (final int id : row) {
                if (id < 0 || id >= items) {
                    throw new IOException(file + ": 'neighbors' contains item " + id + " of " + items);
                }
            }
        }
        return ids;
    }
}
