package org.annoyindex.formats.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.Source;
import org.annoyindex.builder.input.table.Column;
import org.annoyindex.builder.input.table.ColumnRoles;
import org.annoyindex.builder.input.text.TextSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object whose fields are arrays of the same length: one of vectors, others of labels or keys, as in
 * {@code {"ids": [1, 2], "embeddings": [[0.1, 0.2], [0.3, 0.4]]}}. Nothing of it is kept in memory: the file is read once to
 * see what there is, and then by a parser for each array.
 */
final class ParallelArraysReader extends JsonReader {
    private static final int MAX_FIELDS = 1000;

    private final String input;
    private final long count;
    private final Elements vectors;
    private final @Nullable Elements labels;
    private final @Nullable Elements keys;
    private long number;

    private ParallelArraysReader(
            final Source source,
            final JsonLayout layout,
            final long count,
            final Elements vectors,
            final @Nullable Elements labels,
            final @Nullable Elements keys) {
        super(source, layout);
        input = source.name();
        this.count = count;
        this.vectors = vectors;
        this.labels = labels;
        this.keys = keys;
    }

    static VectorReader open(final TextSource text, final ReadOptions options) throws IOException {
        final String input = text.name();
        final Path file = text.source().asFile(options.workFolder());
        final Fields fields;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            fields = Fields.of(input, withoutMark(in));
        } catch (final JsonProcessingException ex) {
            throw JsonFormat.wrong(input, ex);
        }
        final ColumnRoles roles = ColumnRoles.of(input, fields.columns, options);
        if (!roles.isList()) {
            throw InvalidInputException.ofFile(
                    input,
                    "no field has a list of vectors",
                    "write each vector as a line like {\"id\": 1, \"embedding\": [0.1, 0.2]}");
        }
        final int vectors = roles.components()[0];
        final long count = fields.counts.get(vectors);
        for (final int column : new int[] {roles.label(), roles.key()}) {
            if (column != ColumnRoles.NONE && fields.counts.get(column) != count) {
                throw InvalidInputException.ofFile(
                        input,
                        "field "
                                + InvalidInputException.quote(
                                        fields.columns.get(column).name()) + " has " + fields.counts.get(column)
                                + " elements, expected " + count + " as there are vectors",
                        "write it again");
            }
        }
        final JsonLayout layout = JsonLayout.ofVectors(input, fields.lengths.get(vectors), roles.description());
        final List<Elements> opened = new ArrayList<>();
        try {
            final @Nullable Elements[] elements = new @Nullable Elements[3];
            final int[] columns = {vectors, roles.label(), roles.key()};
            for (int i = 0; i < columns.length; i++) {
                if (columns[i] != ColumnRoles.NONE) {
                    final Elements each =
                            new Elements(file, fields.columns.get(columns[i]).name());
                    opened.add(each);
                    elements[i] = each;
                }
            }
            return new ParallelArraysReader(text.source(), layout, count, opened.get(0), elements[1], elements[2]);
        } catch (final IOException | RuntimeException ex) {
            for (final Elements each : opened) {
                each.close();
            }
            throw ex;
        }
    }

    private static InputStream withoutMark(final InputStream in) throws IOException {
        in.mark(3);
        if (in.read() != 0xEF || in.read() != 0xBB || in.read() != 0xBF) {
            in.reset();
        }
        return in;
    }

    @Override
    boolean nextRow(final float[] vector) throws IOException {
        if (number == count) {
            return false;
        }
        number++;
        try {
            vectors.parser.nextToken();
            row.readVector(vectors.parser, vector);
            if (labels != null) {
                labels.parser.nextToken();
                final String label = row.readText(labels.parser, "the label");
                if (label != null) {
                    row.useLabel(label);
                }
            }
            if (keys != null) {
                keys.parser.nextToken();
                final String key = row.readText(keys.parser, "the key");
                if (key != null) {
                    row.useKey(key);
                }
            }
        } catch (final JsonProcessingException ex) {
            row.clear();
            throw JsonFormat.wrong(input, ex);
        }
        final String problem = row.problem();
        if (problem != null) {
            final InvalidInputException bad = InvalidInputException.badRow(input, number, problem, row.remedy());
            row.clear();
            throw bad;
        }
        return true;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean labeled() {
        return labels != null;
    }

    @Override
    public boolean keyed() {
        return keys != null;
    }

    @Override
    public double shareRead() {
        return (double) number / count;
    }

    @Override
    public void close() throws IOException {
        try {
            vectors.close();
            if (labels != null) {
                labels.close();
            }
            if (keys != null) {
                keys.close();
            }
        } finally {
            super.close();
        }
    }

    /** The elements of one array. */
    private static final class Elements implements AutoCloseable {
        private final InputStream in;
        private final JsonParser parser;

        private Elements(final Path file, final String field) throws IOException {
            in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
            parser = JsonText.FACTORY.createParser(withoutMark(in));
            JsonStreamReader.enterField(parser, field);
        }

        @Override
        public void close() throws IOException {
            try {
                parser.close();
            } finally {
                in.close();
            }
        }
    }

    /** The arrays of the object, with their lengths. */
    private static final class Fields {
        private final List<Column> columns = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private final List<Integer> lengths = new ArrayList<>();

        private static Fields of(final String input, final InputStream in) throws IOException {
            final Fields fields = new Fields();
            final Set<String> names = new HashSet<>();
            try (JsonParser parser = JsonText.FACTORY.createParser(in)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    final String name = parser.currentName();
                    if (!names.add(name)) {
                        throw InvalidInputException.ofFile(
                                input,
                                "the field " + InvalidInputException.quote(name) + " comes twice",
                                "remove one of them");
                    }
                    if (names.size() > MAX_FIELDS) {
                        throw InvalidInputException.ofFile(
                                input,
                                "an object of more than " + MAX_FIELDS + " fields",
                                "write each vector as a line like {\"id\": 1, \"embedding\": [0.1, 0.2]}");
                    }
                    if (parser.nextToken() == JsonToken.START_ARRAY) {
                        fields.add(parser, name);
                    } else {
                        parser.skipChildren();
                    }
                }
                if (parser.nextToken() != null) {
                    throw InvalidInputException.atLine(
                            input,
                            parser.currentTokenLocation().getLineNr(),
                            "another value behind the object",
                            "remove it");
                }
            }
            if (fields.columns.isEmpty()) {
                throw InvalidInputException.ofFile(input, "no field has a list of vectors", "write the file again");
            }
            return fields;
        }

        private void add(final JsonParser parser, final String name) throws IOException {
            long count = 0;
            Column.Kind kind = Column.Kind.EMPTY;
            int length = -1;
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                count++;
                if (kind == Column.Kind.EMPTY || kind == Column.Kind.LISTS && length < 0) {
                    if (token == JsonToken.START_ARRAY) {
                        kind = Column.Kind.LISTS;
                        length = 0;
                        while (parser.nextToken() != JsonToken.END_ARRAY) {
                            parser.skipChildren();
                            length++;
                        }
                    } else if (token.isNumeric()) {
                        kind = Column.Kind.NUMBERS;
                    } else if (token != JsonToken.VALUE_NULL) {
                        kind = Column.Kind.TEXT;
                    }
                }
                if (parser.currentToken() != JsonToken.END_ARRAY) {
                    parser.skipChildren();
                }
            }
            columns.add(new Column(name, kind));
            counts.add(count);
            lengths.add(length);
        }
    }
}
