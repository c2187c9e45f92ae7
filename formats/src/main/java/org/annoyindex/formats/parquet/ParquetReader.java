package org.annoyindex.formats.parquet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.InputRules;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.table.ColumnRoles;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Parquet file: vectors in a column of lists or in a column for each component, labels and keys in columns of text or
 * whole numbers. Of each column that is used, one page is in memory.
 */
public final class ParquetReader implements VectorReader {
    private static final String DAMAGED = "it is damaged or truncated: copy or write it again";
    private static final String REMEDY = "correct or remove the row";

    /** Rows without a list are passed over where the dimension is sought, not more than these. */
    private static final int MAX_ROWS_WITHOUT_LIST = 10_000;

    private final Source source;
    private final FileChannel file;
    private final List<RowGroup> groups;
    private final String writer;
    private final Schema.Columns schema;
    private final List<Leaf> leaves;
    private final ColumnRoles roles;
    private final int[] components;
    private final PageMemory memory;
    private final List<ColumnValues> open = new ArrayList<>();
    private int dimension;
    private int nextGroup;
    private long rowsOfGroup;
    private long row;
    private boolean failed;
    private @Nullable String label;
    private @Nullable String key;

    private ParquetReader(
            final Source source,
            final FileChannel file,
            final FileMetaData footer,
            final Schema.Columns schema,
            final List<Leaf> leaves,
            final ColumnRoles roles)
            throws IOException {
        this.source = source;
        this.file = file;
        groups = Footer.required(footer.getRow_groups(), "list of row groups");
        writer = footer.isSetCreated_by() ? Footer.required(footer.getCreated_by(), "writer") : "";
        this.schema = schema;
        this.leaves = leaves;
        this.roles = roles;
        components = roles.components();
        memory = new PageMemory(file.size());
    }

    /**
     * Opens a Parquet file.
     *
     * @param source of the file; closed with the reader.
     * @param options how to read it.
     * @return a reader whose first vector is the file's first.
     * @throws IOException if reading fails, or it is unclear what the columns are.
     */
    public static VectorReader open(final Source source, final ReadOptions options) throws IOException {
        final FileChannel file = FileChannel.open(source.asFile(options.workFolder()), StandardOpenOption.READ);
        try {
            return open(source, file, options);
        } catch (final InvalidInputException ex) {
            file.close();
            throw ex;
        } catch (final IOException | RuntimeException | StackOverflowError | OutOfMemoryError ex) {
            file.close();
            final InvalidInputException exception = InvalidInputException.ofFile(
                    source.name(), "no Parquet as it should be (" + problem(ex) + ")", DAMAGED);
            exception.initCause(ex);
            throw exception;
        }
    }

    private static VectorReader open(final Source source, final FileChannel file, final ReadOptions options)
            throws IOException {
        final String input = source.name();
        final FileMetaData footer = Footer.read(input, file);
        final Schema.Columns schema = Schema.of(input, Footer.required(footer.getSchema(), "schema"));
        final List<Leaf> leaves = schema.leaves();
        if (leaves.isEmpty()) {
            throw InvalidInputException.ofFile(input, "it has no columns, expected vectors", "write it again");
        }
        final ColumnRoles roles =
                ColumnRoles.of(input, leaves.stream().map(Leaf::column).toList(), options);
        final ParquetReader reader = new ParquetReader(source, file, footer, schema, leaves, roles);
        reader.requireUsable();
        reader.findDimension();
        return reader;
    }

    private static String problem(final Throwable thrown) {
        final Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : null;
        final Throwable ex = cause == null ? thrown : cause;
        final String message = ex.getMessage();
        return message == null ? ex.getClass().getSimpleName() : message;
    }

    private void requireUsable() throws IOException {
        for (final int component : components) {
            final Leaf leaf = leaves.get(component);
            if (!leaf.values().areNumbers()) {
                throw refused(
                        "column " + InvalidInputException.quote(leaf.name()) + " has no numbers that can be components",
                        "say which columns have them with --columns or --vector-column");
            }
        }
        for (final int text : new int[] {roles.label(), roles.key()}) {
            if (text != ColumnRoles.NONE
                    && (leaves.get(text).list() || leaves.get(text).values() == Leaf.Values.OTHER)) {
                throw refused(
                        "column " + InvalidInputException.quote(leaves.get(text).name())
                                + " has neither text nor numbers",
                        "name another column of labels or keys");
            }
        }
        for (final RowGroup group : groups) {
            if (group.getNum_rows() < 0
                    || group.getColumnsSize() != schema.leaves().size()) {
                throw refused(
                        "a row group of " + group.getNum_rows() + " rows and " + group.getColumnsSize()
                                + " columns, expected " + schema.leaves().size() + " columns",
                        DAMAGED);
            }
        }
    }

    private InvalidInputException refused(final String problem, final String remedy) {
        return InvalidInputException.ofFile(source.name(), problem, remedy);
    }

    /** The number of components, from the first row that has a list; the schema does not say it. */
    private void findDimension() throws IOException {
        if (!roles.isList()) {
            dimension = components.length;
        } else {
            String problem = null;
            long seen = 0;
            for (int group = 0; group < groups.size() && dimension == 0; group++) {
                final RowGroup rows = groups.get(group);
                if (rows.getNum_rows() == 0) {
                    continue;
                }
                final ColumnValues lists = values(rows, leaves.get(components[0]));
                for (long i = 0; i < rows.getNum_rows() && dimension == 0 && seen < MAX_ROWS_WITHOUT_LIST; i++) {
                    final int count = lists.readList(new float[0], -1);
                    seen++;
                    problem = problem == null ? lists.problem() : problem;
                    dimension = lists.problem() == null ? count : 0;
                }
                release(List.of(lists));
            }
            if (dimension == 0) {
                throw refused(
                        problem == null
                                ? "there are no rows, expected vectors"
                                : "no row can be used; in the first, " + problem,
                        "write it again");
            }
        }
        if (!InputRules.isDimension(dimension)) {
            throw refused(InputRules.badDimension(dimension), "say which columns have the components");
        }
        if (groups.stream().mapToLong(RowGroup::getNum_rows).sum() < 1) {
            throw refused("there are no rows, expected vectors", "write it again");
        }
    }

    private ColumnValues values(final RowGroup group, final Leaf leaf) throws IOException {
        final ColumnChunk chunk =
                Footer.required(group.getColumns(), "list of columns").get(leaf.index());
        if (chunk.isSetFile_path() || chunk.isSetCrypto_metadata() || !chunk.isSetMeta_data()) {
            throw refused(
                    "column " + InvalidInputException.quote(leaf.name()) + " is encrypted or in another file",
                    "write the table again as one file");
        }
        final ColumnMetaData data = Footer.required(chunk.getMeta_data(), "description of a column");
        final CompressionCodec compression = Footer.required(data.getCodec(), "compression of a column");
        final Optional<Codec> codec = Codec.of(compression);
        if (codec.isEmpty()) {
            throw refused(
                    "it is compressed with " + compression.name().toLowerCase(Locale.ROOT) + ", which is not read",
                    "convert it: python3 -c \"import pandas as p; p.read_parquet('in').to_parquet('out.parquet')\"");
        }
        long start = data.getData_page_offset();
        if (data.isSetDictionary_page_offset()
                && data.getDictionary_page_offset() > 0
                && data.getDictionary_page_offset() < start) {
            start = data.getDictionary_page_offset();
        }
        final long size = data.getTotal_compressed_size();
        if (start < 4 || size < 0 || size > file.size() - start || data.getNum_values() < 0) {
            throw refused(
                    "column " + InvalidInputException.quote(leaf.name()) + " is said to have " + size + " bytes at "
                            + start + " of a file of " + file.size(),
                    DAMAGED);
        }
        final ChunkPages pages =
                new ChunkPages(file, leaf.descriptor(), codec.get(), start, start + size, data.getNum_values(), memory);
        return new ColumnValues(leaf, pages, schema.message(), writer, group.getNum_rows());
    }

    private static void release(final List<ColumnValues> columns) throws IOException {
        try {
            for (final ColumnValues each : columns) {
                each.release();
            }
        } catch (final DataFormatException ex) {
            throw new IOException(ex.getMessage(), ex);
        }
    }

    @Override
    public int dimension() {
        return dimension;
    }

    /** Not more than a file of this size can have without repeating the same values all over. */
    @Override
    public long count() {
        long count = 0;
        for (final RowGroup group : groups) {
            count += group.getNum_rows();
            if (count < 0) {
                return -1;
            }
        }
        try {
            return count <= 8 * file.size() ? count : -1;
        } catch (final IOException ex) {
            return -1;
        }
    }

    @Override
    public boolean labeled() {
        return roles.label() != ColumnRoles.NONE;
    }

    @Override
    public boolean keyed() {
        return roles.key() != ColumnRoles.NONE;
    }

    @Override
    public String guess() {
        return roles.description();
    }

    @Override
    public boolean next(final float[] vector) throws IOException {
        InputRules.requireRoom(vector, dimension);
        label = null;
        key = null;
        if (failed) {
            return false;
        }
        try {
            return read(vector);
        } catch (final InvalidInputException ex) {
            failed = !ex.isOfOneRow();
            throw ex;
        } catch (final IOException | RuntimeException | StackOverflowError | OutOfMemoryError ex) {
            failed = true;
            final InvalidInputException exception = InvalidInputException.atRow(
                    source.name(), Math.max(1, row), "cannot be read (" + problem(ex) + ")", DAMAGED);
            exception.initCause(ex);
            throw exception;
        }
    }

    private boolean read(final float[] vector) throws IOException {
        while (rowsOfGroup == 0) {
            for (final ColumnValues each : open) {
                if (!each.isAtEnd()) {
                    throw InvalidInputException.atRow(source.name(), row, "more values than rows behind it", DAMAGED);
                }
            }
            release(open);
            open.clear();
            if (nextGroup == groups.size()) {
                return false;
            }
            final RowGroup group = groups.get(nextGroup++);
            rowsOfGroup = group.getNum_rows();
            if (rowsOfGroup > 0) {
                for (final int component : components) {
                    open.add(values(group, leaves.get(component)));
                }
                if (labeled()) {
                    open.add(values(group, leaves.get(roles.label())));
                }
                if (keyed()) {
                    open.add(values(group, leaves.get(roles.key())));
                }
            }
        }
        rowsOfGroup--;
        row++;
        String problem = readVector(vector);
        int column = components.length;
        String labelText = null;
        String keyText = null;
        if (labeled()) {
            labelText = open.get(column).readText();
            problem = problem == null ? open.get(column).problem() : problem;
            column++;
        }
        if (keyed()) {
            keyText = open.get(column).readText();
            problem = problem == null ? open.get(column).problem() : problem;
        }
        if (problem != null) {
            throw InvalidInputException.badRow(source.name(), row, problem, REMEDY);
        }
        label = labelText;
        key = keyText;
        return true;
    }

    private @Nullable String readVector(final float[] vector) {
        if (roles.isList()) {
            final ColumnValues lists = open.get(0);
            lists.readList(vector, dimension);
            return lists.problem();
        }
        String problem = null;
        for (int i = 0; i < dimension; i++) {
            final ColumnValues numbers = open.get(i);
            vector[i] = numbers.readNumber(i, dimension);
            problem = problem == null ? numbers.problem() : problem;
        }
        return problem;
    }

    @Override
    public String label() {
        if (label == null) {
            throw new IllegalStateException(labeled() ? "no vector has been read" : "the file has no labels");
        }
        return label;
    }

    @Override
    public String key() {
        if (key == null) {
            throw new IllegalStateException(keyed() ? "no vector has been read" : "the file has no keys");
        }
        return key;
    }

    @Override
    public double shareRead() {
        final long count = count();
        return count <= 0 ? 0 : Math.min(1, (double) row / count);
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            source.close();
        }
    }
}
