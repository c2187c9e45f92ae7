package org.annoyindex.formats.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.CompactDataset;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.links.SoftLink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;
import org.jspecify.annotations.Nullable;

/**
 * Reads a dataset of two dimensions: the one that the options name, or {@code train}, as ann-benchmarks calls it, or the only
 * one. jhdf finds it and its chunks; its numbers are read here, some rows at a time.
 */
public final class Hdf5Reader implements VectorReader {
    /** Of small files jhdf gets the bytes, so that no length in a damaged one makes it reserve memory. */
    private static final int SMALL_FILE = 16 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NODES = 10_000;
    private static final int MAX_NAMES = 10;
    private static final long MAX_BAND = 64 << 20;
    private static final String DEFAULT_DATASET = "train";
    private static final String DAMAGED = "it is damaged or truncated: copy or write it again";

    private final Source source;
    private final HdfFile hdf;
    private final Rows rows;
    private final long count;
    private final String guess;
    private long next;

    private Hdf5Reader(final Source source, final HdfFile hdf, final Rows rows, final long count, final String guess) {
        this.source = source;
        this.hdf = hdf;
        this.rows = rows;
        this.count = count;
        this.guess = guess;
    }

    /**
     * Opens an HDF5 file.
     *
     * @param source of the file; closed with the reader.
     * @param options of which the dataset counts.
     * @return a reader whose first vector is the dataset's first.
     * @throws IOException if reading fails, or there is no such dataset of numbers.
     */
    public static VectorReader open(final Source source, final ReadOptions options) throws IOException {
        final Path path = source.asFile(options.workFolder());
        HdfFile hdf = null;
        try {
            hdf = Files.size(path) <= SMALL_FILE ? HdfFile.fromBytes(Files.readAllBytes(path)) : new HdfFile(path);
            return open(source, path, hdf, options);
        } catch (final RuntimeException | StackOverflowError | OutOfMemoryError ex) {
            close(hdf);
            throw damaged(source.name(), ex);
        } catch (final IOException ex) {
            close(hdf);
            throw ex;
        }
    }

    private static void close(final @Nullable HdfFile hdf) {
        if (hdf != null) {
            hdf.close();
        }
    }

    /** What jhdf throws for a damaged file has many types. The cause behind all others says what is wrong. */
    private static InvalidInputException damaged(final String input, final Throwable thrown) {
        Throwable cause = thrown;
        for (int i = 0; i < MAX_DEPTH && cause.getCause() != null; i++) {
            cause = cause.getCause();
        }
        final InvalidInputException exception = cause instanceof UnsupportedHdfException
                ? InvalidInputException.ofFile(
                        input,
                        "HDF5 in a form that is not read (" + problem(cause) + ")",
                        "write it with h5py.File(name, 'w', libver=('earliest', 'v110'))")
                : InvalidInputException.ofFile(input, "no HDF5 as it should be (" + problem(cause) + ")", DAMAGED);
        exception.initCause(thrown);
        return exception;
    }

    private static String problem(final Throwable cause) {
        final String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }

    private static VectorReader open(final Source source, final Path path, final HdfFile hdf, final ReadOptions options)
            throws IOException {
        final String input = source.name();
        final List<Dataset> all = new ArrayList<>();
        final Dataset dataset;
        if (options.dataset().isPresent()) {
            dataset = named(input, hdf, options.dataset().get());
        } else {
            collect(hdf, 0, all, new int[1]);
            dataset = chosen(input, all);
        }
        final String name = path(dataset);
        final long[] dimensions = dataset.getDimensionsAsLong();
        final Numbers numbers = dimensions.length == 2 ? Numbers.of(dataset.getDataType()) : null;
        if (numbers == null) {
            throw InvalidInputException.ofFile(
                    input,
                    "dataset " + InvalidInputException.quote(name) + " has the dimensions "
                            + Arrays.toString(dimensions)
                            + " and elements of the type "
                            + dataset.getDataType().getClass().getSimpleName() + " of "
                            + dataset.getDataType().getSize() + " bytes, expected rows of numbers",
                    "name a dataset of two dimensions with --dataset");
        }
        if (!InputRules.isDimension(dimensions[1])) {
            throw InvalidInputException.ofFile(
                    input,
                    "dataset " + InvalidInputException.quote(name) + " has " + InputRules.badDimension(dimensions[1]),
                    "name the dataset of vectors with --dataset");
        }
        if (dimensions[0] < 1) {
            throw InvalidInputException.ofFile(
                    input,
                    "dataset " + InvalidInputException.quote(name) + " has no rows, expected vectors",
                    "write it again");
        }
        final ByteOrder order = Numbers.orderOf(dataset.getDataType());
        final Rows rows = rows(input, path, hdf, dataset, numbers, order);
        final String others = all.stream()
                .filter(each -> each != dataset && each.getDimensionsAsLong().length == 2)
                .map(Hdf5Reader::path)
                .limit(MAX_NAMES)
                .collect(Collectors.joining(", "));
        final String guess = all.size() <= 1 || others.isEmpty()
                ? ""
                : "labels: none; components: dataset " + InvalidInputException.quote(name) + "; not used: " + others;
        return new Hdf5Reader(source, hdf, rows, dimensions[0], guess);
    }

    private static Dataset named(final String input, final HdfFile hdf, final String wanted) throws IOException {
        Node node = hdf;
        for (final String name : wanted.replaceFirst("^/+", "").split("/+", MAX_DEPTH)) {
            node = node instanceof Group group ? group.getChild(name) : null;
            if (node instanceof SoftLink link && !link.isBrokenLink()) {
                node = link.getTarget();
            }
        }
        if (node instanceof Dataset dataset) {
            return dataset;
        }
        final List<Dataset> all = new ArrayList<>();
        collect(hdf, 0, all, new int[1]);
        throw InvalidInputException.ofFile(
                input, "there is no dataset " + InvalidInputException.quote(wanted), "use one of " + names(all));
    }

    private static Dataset chosen(final String input, final List<Dataset> all) throws IOException {
        final List<Dataset> fitting = all.stream()
                .filter(dataset ->
                        dataset.getDimensionsAsLong().length == 2 && Numbers.of(dataset.getDataType()) != null)
                .toList();
        for (final Dataset dataset : fitting) {
            if (path(dataset).equals(DEFAULT_DATASET)) {
                return dataset;
            }
        }
        if (fitting.size() == 1) {
            return fitting.get(0);
        }
        throw InvalidInputException.ofFile(
                input,
                fitting.isEmpty()
                        ? "no dataset has rows of numbers; there are " + names(all)
                        : "several datasets have rows of numbers, and none is called train",
                fitting.isEmpty()
                        ? "write the vectors as a dataset of two dimensions"
                        : "say with --dataset which has the vectors: " + names(fitting));
    }

    /** All datasets of the file; links are omitted, as they lead to others, or to other files. */
    private static void collect(final Group group, final int depth, final List<Dataset> all, final int[] nodes) {
        for (final Node node : group.getChildren().values()) {
            if (++nodes[0] > MAX_NODES) {
                return;
            }
            if (node.isLink()) {
                continue;
            }
            if (node instanceof Dataset dataset) {
                all.add(dataset);
            } else if (node instanceof Group inner && depth < MAX_DEPTH) {
                collect(inner, depth + 1, all, nodes);
            }
        }
    }

    private static String names(final List<Dataset> datasets) {
        return datasets.isEmpty()
                ? "none"
                : datasets.stream()
                                .limit(MAX_NAMES)
                                .map(each -> path(each) + " " + Arrays.toString(each.getDimensionsAsLong()))
                                .collect(Collectors.joining(", "))
                        + (datasets.size() > MAX_NAMES ? ", ..." : "");
    }

    private static String path(final Dataset dataset) {
        return dataset.getPath().replaceFirst("^/+", "");
    }

    private static Rows rows(
            final String input,
            final Path path,
            final HdfFile hdf,
            final Dataset dataset,
            final Numbers numbers,
            final ByteOrder order)
            throws IOException {
        final long count = dataset.getDimensionsAsLong()[0];
        final int dimension = Math.toIntExact(dataset.getDimensionsAsLong()[1]);
        final long rowSize = (long) dimension * numbers.size();
        final long fileSize = Files.size(path);
        if (dataset instanceof ContiguousDataset contiguous) {
            final long address = contiguous.getDataAddress() + hdf.getUserBlockSize();
            if (contiguous.getDataAddress() < 0 || address < 0 || address > fileSize) {
                throw InvalidInputException.ofFile(
                        input,
                        "dataset " + InvalidInputException.quote(path(dataset)) + " has no data",
                        "write it again");
            }
            if ((fileSize - address) / rowSize < count) {
                throw truncated(input, dataset, fileSize);
            }
            return new ContiguousRows(path, address, count, numbers, order, dimension);
        }
        if (dataset instanceof ChunkedDataset chunked) {
            return chunked(input, chunked, fileSize, numbers, order, dimension);
        }
        if (dataset instanceof CompactDataset compact) {
            final ByteBuffer bytes = compact.getDataBuffer().order(order);
            if (bytes.limit() / rowSize < count) {
                throw truncated(input, dataset, fileSize);
            }
            return new MemoryRows(bytes, numbers, dimension);
        }
        throw InvalidInputException.ofFile(
                input,
                "its layout " + dataset.getDataLayout() + " is not read",
                "convert the file with: h5repack -l CONTI in out");
    }

    private static Rows chunked(
            final String input,
            final ChunkedDataset dataset,
            final long fileSize,
            final Numbers numbers,
            final ByteOrder order,
            final int dimension)
            throws IOException {
        final int[] chunk = dataset.getChunkDimensions();
        if (chunk.length != 2 || chunk[0] < 1 || chunk[1] < 1) {
            throw InvalidInputException.ofFile(input, "chunks of the dimensions " + Arrays.toString(chunk), DAMAGED);
        }
        final long chunkSize = Math.multiplyExact((long) chunk[0] * chunk[1], (long) numbers.size());
        final long bandSize = Math.multiplyExact(chunkSize, (dimension + chunk[1] - 1L) / chunk[1]);
        if (bandSize > Math.min(MAX_BAND / 2 + fileSize / 2, Integer.MAX_VALUE / 4)) {
            throw InvalidInputException.ofFile(
                    input,
                    "chunks of " + chunk[0] + " rows take " + bandSize + " bytes, which is too much for this file",
                    "convert it with: h5repack -l CHUNK=1000x" + dimension + " in out");
        }
        final ChunkFilters filters = new ChunkFilters(dataset.getFilters(), (int) chunkSize, numbers.size());
        if (filters.unknown().isPresent()) {
            throw InvalidInputException.ofFile(
                    input,
                    "it is packed with " + filters.unknown().get() + ", which is not read",
                    "convert it with: h5repack -f GZIP=6 in out");
        }
        final long rowSize = (long) dimension * numbers.size();
        if (dataset.getDimensionsAsLong()[0] > Integer.MAX_VALUE
                || dataset.getDimensionsAsLong()[0]
                        > Math.multiplyExact(fileSize, filters.largestRatio()) / rowSize + chunk[0]) {
            throw truncated(input, dataset, fileSize);
        }
        return new ChunkedRows(dataset, filters, numbers, order, dimension);
    }

    private static InvalidInputException truncated(final String input, final Dataset dataset, final long fileSize) {
        return InvalidInputException.ofFile(
                input,
                "dataset " + InvalidInputException.quote(path(dataset)) + " has the dimensions "
                        + Arrays.toString(dataset.getDimensionsAsLong()) + ", for which a file of " + fileSize
                        + " bytes is too short",
                DAMAGED);
    }

    @Override
    public int dimension() {
        return rows.dimension();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean labeled() {
        return false;
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension());
        if (next == count) {
            return false;
        }
        final long row = next++;
        try {
            rows.copy(row, vector);
        } catch (final IOException | RuntimeException | StackOverflowError | OutOfMemoryError ex) {
            final InvalidInputException exception = InvalidInputException.atRow(
                    source.name(), row + 1, "cannot be read (" + problem(ex) + ")", DAMAGED);
            exception.initCause(ex);
            next = count;
            throw exception;
        }
        for (int i = 0; i < dimension(); i++) {
            if (!Float.isFinite(vector[i])) {
                final double number = rows.number(row, i);
                throw InvalidInputException.badRow(
                        source.name(),
                        row + 1,
                        "component " + (i + 1) + " of " + dimension() + " is " + number
                                + (Double.isFinite(number)
                                        ? ", which is too large for a 32-bit float"
                                        : ", expected a finite number"),
                        "correct or remove the row");
            }
        }
        return true;
    }

    @Override
    public String label() {
        throw new IllegalStateException("the file has no labels");
    }

    @Override
    public String guess() {
        return guess;
    }

    @Override
    public double shareRead() {
        return (double) next / count;
    }

    @Override
    public void close() throws IOException {
        try {
            rows.close();
            hdf.close();
        } finally {
            source.close();
        }
    }
}
