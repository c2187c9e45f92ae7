package org.annoyindex.builder.input.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;

/**
 * Which columns of a table hold labels, keys and components. What the options do not say is guessed from names and values:
 * a column of ids that is taken for a component decides all distances, unnoticed, so what is doubtful is refused.
 */
public final class ColumnRoles {
    /** No column. */
    public static final int NONE = -1;

    private final List<Column> columns;
    private final int label;
    private final int key;
    private final int[] components;
    private final boolean guessed;

    private ColumnRoles(
            final List<Column> columns, final int label, final int key, final int[] components, final boolean guessed) {
        this.columns = columns;
        this.label = label;
        this.key = key;
        this.components = components;
        this.guessed = guessed;
    }

    /**
     * Decides.
     *
     * @param input name of the input.
     * @param columns of its table, in their order.
     * @param options what the user says of them.
     * @return the roles.
     * @throws InvalidInputException if the options name a column that there is not, or what is not said cannot be guessed.
     */
    public static ColumnRoles of(final String input, final List<Column> columns, final ReadOptions options)
            throws InvalidInputException {
        return new Choice(input, columns, options).choose();
    }

    /** @return the column of labels, from 0; {@link #NONE} if there are none. */
    public int label() {
        return label;
    }

    /** @return the column of keys, from 0; {@link #NONE} if there are none apart from the labels. */
    public int key() {
        return key;
    }

    /** @return the columns of components, from 0, in their order; one if it holds {@linkplain #isList lists}. */
    public int[] components() {
        return components.clone();
    }

    /** @return whether all components are in one column, as a list. */
    public boolean isList() {
        return components.length == 1 && columns.get(components[0]).kind() == Column.Kind.LISTS;
    }

    /** @return what was guessed, as a line for users; empty if all was said. */
    public String description() {
        if (!guessed) {
            return "";
        }
        final StringBuilder text = new StringBuilder("labels: ").append(label == NONE ? "none" : named(label));
        if (key != NONE) {
            text.append("; keys: ").append(named(key));
        }
        text.append("; components: ");
        if (isList()) {
            text.append("the lists in ").append(named(components[0]));
        } else if (components.length == 1) {
            text.append(named(components[0]));
        } else {
            text.append(components.length)
                    .append(" columns, ")
                    .append(named(components[0]))
                    .append(" to ")
                    .append(named(components[components.length - 1]));
        }
        final int[] unused = IntStream.range(0, columns.size())
                .filter(column -> column != label && column != key && !isComponent(column))
                .filter(column -> columns.get(column).kind() != Column.Kind.EMPTY)
                .toArray();
        if (unused.length > 0) {
            text.append("; not used: ").append(named(unused));
        }
        final int[] doubtful = isList()
                ? new int[0]
                : Arrays.stream(components)
                        .filter(column -> columns.get(column).likeIds())
                        .toArray();
        if (doubtful.length > 0) {
            text.append("; ")
                    .append(named(doubtful))
                    .append(
                            " has whole, different, large numbers, as ids have; if it is no component, give --label-column ")
                    .append(doubtful[0] + 1);
        }
        return text.toString();
    }

    private boolean isComponent(final int column) {
        return Arrays.stream(components).anyMatch(each -> each == column);
    }

    private String named(final int... which) {
        return named(columns, which);
    }

    private static String named(final List<Column> columns, final int... which) {
        final String names = Arrays.stream(which)
                .limit(5)
                .mapToObj(column -> (column + 1)
                        + (columns.get(column).name().isBlank()
                                ? ""
                                : " "
                                        + InvalidInputException.quote(
                                                columns.get(column).name())))
                .collect(Collectors.joining(", "));
        return (which.length == 1 ? "column " : "columns ") + names + (which.length > 5 ? ", ..." : "");
    }

    /** The making of a choice. */
    private static final class Choice {
        private final String input;
        private final List<Column> columns;
        private final ReadOptions options;
        private int label = NONE;
        private int key = NONE;
        private int[] components = {};

        private Choice(final String input, final List<Column> columns, final ReadOptions options) {
            this.input = input;
            this.columns = columns;
            this.options = options;
        }

        private ColumnRoles choose() throws InvalidInputException {
            final boolean labelsGiven =
                    options.labelColumn().isPresent() || options.labels().isPresent();
            if (options.labelColumn().isPresent()) {
                label = index("--label-column", options.labelColumn().get());
            } else if (options.labels().orElse(ReadOptions.Labels.NONE) == ReadOptions.Labels.FIRST) {
                label = 0;
            }
            if (options.keyColumn().isPresent()) {
                key = index("--key-column", options.keyColumn().get());
            }
            final boolean componentsGiven = !options.columns().isEmpty();
            if (componentsGiven) {
                components = given();
            } else {
                chooseList();
            }
            guessNames(labelsGiven, components.length > 0);
            if (components.length == 0) {
                components = remaining();
            }
            return new ColumnRoles(columns, label, key, components, !labelsGiven || !componentsGiven);
        }

        /** The column of lists, if there is one: it is the vector. */
        private void chooseList() throws InvalidInputException {
            int[] lists = free(column -> column.kind() == Column.Kind.LISTS);
            if (lists.length > 1) {
                final int[] likely = Arrays.stream(lists)
                        .filter(column ->
                                ColumnName.isVector(columns.get(column).name()))
                        .toArray();
                lists = likely.length == 1 ? likely : lists;
            }
            if (lists.length > 1) {
                throw refused(
                        named(columns, lists) + " hold lists of numbers",
                        "say which is the vector with --vector-column");
            }
            components = lists;
        }

        /** Finds labels and keys; what may be either, but is neither, must not become a component. */
        private void guessNames(final boolean labelsGiven, final boolean componentsKnown) throws InvalidInputException {
            int[] ids = free(column -> ColumnName.isId(column.name()));
            if (label != 0
                    && key != 0
                    && !isComponent(0)
                    && columns.get(0).name().isEmpty()
                    && hasNames()) {
                // The index of a data frame has no name.
                ids = IntStream.concat(IntStream.of(0), Arrays.stream(ids).filter(column -> column != 0))
                        .toArray();
            }
            int[] texts = free(column -> !ColumnName.isId(column.name())
                    && (ColumnName.isLabel(column.name()) || column.kind() == Column.Kind.TEXT));
            final int unnamedIndex =
                    ids.length > 0 && ids[0] == 0 && columns.get(0).name().isEmpty() ? 0 : NONE;
            texts = Arrays.stream(texts)
                    .filter(column -> column != unnamedIndex)
                    .toArray();
            if (componentsKnown) {
                ids = preferred(ids, column -> column.name().strip().equalsIgnoreCase("key"));
                ids = preferred(ids, column -> column.name().strip().equalsIgnoreCase("id"));
                texts = preferred(texts, column -> ColumnName.isLabel(column.name()));
                ids = ids.length == 1 ? ids : new int[0];
                texts = texts.length == 1 ? texts : new int[0];
            } else {
                texts = preferred(
                        texts, column -> ColumnName.isLabel(column.name()) && column.kind() == Column.Kind.TEXT);
            }
            final boolean labelIsId = !labelsGiven && texts.length == 0;
            if (!labelsGiven) {
                if (texts.length > 0) {
                    label = texts[0];
                    texts = Arrays.copyOfRange(texts, 1, texts.length);
                } else if (ids.length > 0) {
                    label = ids[0];
                    ids = Arrays.copyOfRange(ids, 1, ids.length);
                }
            }
            if (key == NONE && ids.length > 0) {
                key = ids[0];
                ids = Arrays.copyOfRange(ids, 1, ids.length);
                if (labelIsId) {
                    throw doubtful(label, key);
                }
            }
            if (!componentsKnown) {
                final int[] others =
                        free(column -> ColumnName.isId(column.name()) || column.kind() == Column.Kind.TEXT);
                if (others.length > 0) {
                    throw doubtful(others);
                }
            }
        }

        private InvalidInputException doubtful(final int... which) {
            return refused(
                    named(columns, which) + (which.length == 1 ? " seems" : " seem")
                            + " to hold ids or text, not components",
                    "say what columns are with --label-column, --key-column and --columns");
        }

        /** A single column out of several by a further condition, if that is met by one. */
        private int[] preferred(final int[] some, final Predicate<Column> condition) {
            final int[] better = Arrays.stream(some)
                    .filter(column -> condition.test(columns.get(column)))
                    .toArray();
            return some.length > 1 && better.length == 1 ? better : some;
        }

        private boolean hasNames() {
            return columns.stream().anyMatch(column -> !column.name().isEmpty());
        }

        private int[] free(final Predicate<Column> condition) {
            return IntStream.range(0, columns.size())
                    .filter(column -> column != label && column != key && !isComponent(column))
                    .filter(column -> condition.test(columns.get(column)))
                    .toArray();
        }

        private boolean isComponent(final int column) {
            return Arrays.stream(components).anyMatch(each -> each == column);
        }

        /** All columns but labels, keys, and empty ones at the end. */
        private int[] remaining() {
            int end = columns.size();
            while (end > 1
                    && columns.get(end - 1).kind() == Column.Kind.EMPTY
                    && columns.get(end - 1).name().isBlank()) {
                end--;
            }
            return IntStream.range(0, end)
                    .filter(column -> column != label && column != key)
                    .toArray();
        }

        private int[] given() throws InvalidInputException {
            final List<Integer> given = new ArrayList<>();
            for (final String name : options.columns()) {
                final String[] ends = name.split("-", 2);
                if (find(name) == NONE && ends.length == 2 && isNumber(ends[0]) && isNumber(ends[1])) {
                    final int last = index("--columns", ends[1]);
                    for (int column = index("--columns", ends[0]); column <= last; column++) {
                        given.add(column);
                    }
                } else {
                    given.add(index("--columns", name));
                }
            }
            if (given.isEmpty() || given.stream().distinct().count() < given.size()) {
                throw refused(
                        "--columns names " + (given.isEmpty() ? "no column" : "a column twice"), "correct the option");
            }
            final int[] all = given.stream().mapToInt(Integer::intValue).toArray();
            for (final int column : all) {
                if (all.length > 1 && columns.get(column).kind() == Column.Kind.LISTS) {
                    throw refused(named(columns, column) + " holds lists", "give that column alone as --vector-column");
                }
                if (column == label || column == key) {
                    throw refused(
                            named(columns, column) + " is given as components and as labels or keys",
                            "correct the options");
                }
            }
            return all;
        }

        private int index(final String option, final String name) throws InvalidInputException {
            final int found = find(name);
            if (found != NONE) {
                return found;
            }
            throw refused(
                    "there is no column " + InvalidInputException.quote(name) + " for " + option,
                    hasNames()
                            ? "use one of "
                                    + named(
                                                    columns,
                                                    IntStream.range(0, columns.size())
                                                            .toArray())
                                            .replaceFirst("^columns? ", "")
                            : "use a number from 1 to " + columns.size() + ", as there is no header");
        }

        private int find(final String name) {
            for (int column = 0; column < columns.size(); column++) {
                if (columns.get(column).name().strip().equals(name)) {
                    return column;
                }
            }
            if (isNumber(name)) {
                final int number = Integer.parseInt(name);
                return number >= 1 && number <= columns.size() ? number - 1 : NONE;
            }
            return NONE;
        }

        private static boolean isNumber(final String text) {
            return text.matches("\\d{1,6}");
        }

        private InvalidInputException refused(final String problem, final String remedy) {
            return InvalidInputException.ofFile(input, problem, remedy);
        }
    }
}
