package org.annoyindex.builder.input;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.annoyindex.builder.input.source.InputRules;
import org.jspecify.annotations.Nullable;

/**
 * How to read vectors where content and name of an input do not say it, or say it wrong. Immutable: each method returns a
 * changed copy.
 *
 * <p>Columns of tables and fields of JSON objects are given by name, or by number from 1 if no column has that name.
 */
public final class ReadOptions {
    private static final ReadOptions DEFAULTS = new ReadOptions();

    private @Nullable VectorFormat format;
    private int dimension;
    private @Nullable String labelColumn;
    private @Nullable String keyColumn;
    private List<String> columns = List.of();
    private @Nullable Labels labels;
    private @Nullable Character delimiter;
    private @Nullable Charset encoding;
    private @Nullable String dataset;
    private @Nullable Consumer<InvalidInputException> badRows;
    private Path workFolder = Path.of(System.getProperty("java.io.tmpdir"));

    private ReadOptions() {}

    private ReadOptions(final ReadOptions other) {
        format = other.format;
        dimension = other.dimension;
        labelColumn = other.labelColumn;
        keyColumn = other.keyColumn;
        columns = other.columns;
        labels = other.labels;
        delimiter = other.delimiter;
        encoding = other.encoding;
        dataset = other.dataset;
        badRows = other.badRows;
        workFolder = other.workFolder;
    }

    /** Whether rows begin with a label. */
    public enum Labels {
        /** The first column holds labels. */
        FIRST,

        /** No column holds labels. */
        NONE
    }

    /**
     * Everything is recognized or guessed; a bad row is an error.
     *
     * @return these options.
     */
    public static ReadOptions defaults() {
        return DEFAULTS;
    }

    private ReadOptions with(final UnaryOperator<ReadOptions> change) {
        return change.apply(new ReadOptions(this));
    }

    /**
     * Reads an input as a format, whatever it looks like. Compression is recognized all the same.
     *
     * @param wanted the format.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions format(final VectorFormat wanted) {
        Objects.requireNonNull(wanted, "format is null; omit it to have it recognized");
        return with(copy -> {
            copy.format = wanted;
            return copy;
        });
    }

    /**
     * Says how many components vectors have, for formats that do not: {@link VectorFormat#F32}. Other formats must agree.
     *
     * @param components from 1 to 65,536.
     * @return changed options.
     * @throws IllegalArgumentException if the number is out of range.
     */
    public ReadOptions dimension(final int components) {
        if (!InputRules.isDimension(components)) {
            throw new IllegalArgumentException(InputRules.badDimension(components));
        }
        return with(copy -> {
            copy.dimension = components;
            return copy;
        });
    }

    /**
     * Takes labels from a column.
     *
     * @param column its name or number.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions labelColumn(final String column) {
        Objects.requireNonNull(column, "column is null; give its name or number");
        return with(copy -> {
            copy.labelColumn = column;
            return copy;
        });
    }

    /**
     * Takes keys from a column.
     *
     * @param column its name or number.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions keyColumn(final String column) {
        Objects.requireNonNull(column, "column is null; give its name or number");
        return with(copy -> {
            copy.keyColumn = column;
            return copy;
        });
    }

    /**
     * Takes components from some columns only: from one that holds lists, or from one column for each component.
     *
     * @param names names, numbers, or ranges of numbers such as {@code 3-102}, in the order of the components.
     * @return changed options.
     * @throws NullPointerException if the list or a name is null.
     * @throws IllegalArgumentException if the list is empty.
     */
    public ReadOptions columns(final List<String> names) {
        final List<String> wanted = List.copyOf(names);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("no columns; give at least one, or omit them to have them guessed");
        }
        return with(copy -> {
            copy.columns = wanted;
            return copy;
        });
    }

    /**
     * Says whether the first column holds labels, for text and tables.
     *
     * @param where the labels are.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions labels(final Labels where) {
        Objects.requireNonNull(where, "labels is null; omit it to have it guessed");
        return with(copy -> {
            copy.labels = where;
            return copy;
        });
    }

    /**
     * Says what separates the values of {@link VectorFormat#CSV} and {@link VectorFormat#TSV}.
     *
     * @param character any but a quote or a line break.
     * @return changed options.
     * @throws IllegalArgumentException if it cannot separate values.
     */
    public ReadOptions delimiter(final char character) {
        if (character == '"' || character == '\n' || character == '\r') {
            throw new IllegalArgumentException("a quote or line break cannot separate values; give another delimiter");
        }
        return with(copy -> {
            copy.delimiter = character;
            return copy;
        });
    }

    /**
     * Says how text is encoded, if not in UTF-8.
     *
     * @param charset of text.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions encoding(final Charset charset) {
        Objects.requireNonNull(charset, "charset is null; omit it for UTF-8");
        return with(copy -> {
            copy.encoding = charset;
            return copy;
        });
    }

    /**
     * Says which array of a file that holds several to read: {@link VectorFormat#NPZ}, {@link VectorFormat#HDF5}.
     *
     * @param name of the array, with those of its groups, as in {@code group/name}.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions dataset(final String name) {
        Objects.requireNonNull(name, "name is null; omit it to have it chosen");
        return with(copy -> {
            copy.dataset = name;
            return copy;
        });
    }

    /**
     * Skips rows that cannot be used, instead of ending at the first. What damages an input beyond one row is an error all
     * the same.
     *
     * @param listener receives each row's problem, on the reading thread.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions skipBadRows(final Consumer<InvalidInputException> listener) {
        Objects.requireNonNull(listener, "listener is null; omit it to end at a bad row");
        return with(copy -> {
            copy.badRows = listener;
            return copy;
        });
    }

    /**
     * Says where temporary copies are kept, which some formats need if they are read from a pipe or are compressed. It is
     * {@code java.io.tmpdir} otherwise.
     *
     * @param folder that exists.
     * @return changed options.
     * @throws NullPointerException if it is null.
     */
    public ReadOptions workFolder(final Path folder) {
        Objects.requireNonNull(folder, "folder is null; omit it to use java.io.tmpdir");
        return with(copy -> {
            copy.workFolder = folder;
            return copy;
        });
    }

    /** {@return the format, if it was given} */
    public Optional<VectorFormat> format() {
        return Optional.ofNullable(format);
    }

    /** {@return the dimension, if it was given} */
    public OptionalInt dimension() {
        return dimension == 0 ? OptionalInt.empty() : OptionalInt.of(dimension);
    }

    /** {@return the column of labels, if it was given} */
    public Optional<String> labelColumn() {
        return Optional.ofNullable(labelColumn);
    }

    /** {@return the column of keys, if it was given} */
    public Optional<String> keyColumn() {
        return Optional.ofNullable(keyColumn);
    }

    /** {@return the columns of components as they were given; empty if they were not} */
    public List<String> columns() {
        return columns;
    }

    /** {@return where labels are, if it was given} */
    public Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /** {@return what separates values, if it was given} */
    public Optional<Character> delimiter() {
        return Optional.ofNullable(delimiter);
    }

    /** {@return the encoding of text, if it was given} */
    public Optional<Charset> encoding() {
        return Optional.ofNullable(encoding);
    }

    /** {@return the name of the array to read, if it was given} */
    public Optional<String> dataset() {
        return Optional.ofNullable(dataset);
    }

    /** {@return the listener that receives the problems of skipped rows, if there is one} */
    public Optional<Consumer<InvalidInputException>> badRows() {
        return Optional.ofNullable(badRows);
    }

    /** {@return the folder of temporary copies} */
    public Path workFolder() {
        return workFolder;
    }
}
