package org.annoyindex.formats.parquet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.annoyindex.builder.input.InvalidInputException;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The columns of a file, from the list of nodes in its footer. */
final class Schema {
    private static final int MAX_DEPTH = 32;
    private static final String REMEDY = "it is damaged: copy or write it again";

    private final String input;
    private final List<SchemaElement> elements;
    private final List<Leaf.Values> values = new ArrayList<>();
    private int next = 1;

    private Schema(final String input, final List<SchemaElement> elements) {
        this.input = input;
        this.elements = elements;
    }

    /**
     * A file's schema.
     *
     * @param message for the library.
     * @param leaves columns in their order.
     */
    record Columns(MessageType message, List<Leaf> leaves) {}

    static Columns of(final String input, final List<SchemaElement> elements) throws InvalidInputException {
        if (elements.isEmpty()) {
            throw InvalidInputException.ofFile(input, "its schema is empty", REMEDY);
        }
        final Schema schema = new Schema(input, elements);
        final List<Type> fields = schema.children(elements.get(0), 0);
        if (schema.next != elements.size()) {
            throw InvalidInputException.ofFile(input, "its schema has nodes that belong to none", REMEDY);
        }
        final MessageType message = new MessageType("schema", fields);
        final List<Leaf> leaves = new ArrayList<>();
        for (final ColumnDescriptor column : message.getColumns()) {
            leaves.add(leaf(message, column, leaves.size(), schema.values.get(leaves.size())));
        }
        return new Columns(message, leaves);
    }

    private List<Type> children(final SchemaElement element, final int depth) throws InvalidInputException {
        final int count = element.getNum_children();
        if (depth > MAX_DEPTH || count < 0 || count > elements.size() - next) {
            throw InvalidInputException.ofFile(input, "its schema has a node of " + count + " fields", REMEDY);
        }
        final List<Type> types = new ArrayList<>(count);
        final Set<String> names = new HashSet<>();
        for (int i = 0; i < count; i++) {
            if (next == elements.size()) {
                throw InvalidInputException.ofFile(input, "its schema ends early", REMEDY);
            }
            final Type type = type(elements.get(next++), depth);
            if (!names.add(type.getName())) {
                throw InvalidInputException.ofFile(
                        input,
                        "the column " + InvalidInputException.quote(type.getName()) + " comes twice",
                        "rename one of them");
            }
            types.add(type);
        }
        return types;
    }

    private Type type(final SchemaElement element, final int depth) throws InvalidInputException {
        final String name = Footer.required(element.getName(), "name of a column");
        final FieldRepetitionType occurrence = element.getRepetition_type();
        final Type.Repetition repetition =
                occurrence == null ? Type.Repetition.REQUIRED : Type.Repetition.valueOf(occurrence.name());
        final org.apache.parquet.format.Type primitive = element.getType();
        if (primitive == null) {
            return new GroupType(repetition, name, children(element, depth + 1));
        }
        values.add(valuesOf(element, primitive));
        return switch (primitive) {
            case BOOLEAN -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.BOOLEAN, name);
            case INT32 -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.INT32, name);
            case INT64 -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.INT64, name);
            case INT96 -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.INT96, name);
            case FLOAT -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.FLOAT, name);
            case DOUBLE -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.DOUBLE, name);
            case BYTE_ARRAY -> new PrimitiveType(repetition, PrimitiveType.PrimitiveTypeName.BINARY, name);
            case FIXED_LEN_BYTE_ARRAY ->
                new PrimitiveType(
                        repetition,
                        PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY,
                        element.getType_length(),
                        name);
        };
    }

    private static Leaf.Values valuesOf(final SchemaElement element, final org.apache.parquet.format.Type primitive) {
        final ConvertedType converted = element.getConverted_type();
        final LogicalType logical = element.getLogicalType();
        final boolean plain = converted == null && logical == null;
        final String name = converted == null ? "" : converted.name();
        final IntType integer = logical != null && logical.isSetINTEGER() ? logical.getINTEGER() : null;
        final boolean whole = plain || integer != null || name.startsWith("INT_") || name.startsWith("UINT_");
        final boolean unsigned = integer != null && !integer.isIsSigned() || name.startsWith("UINT_");
        return switch (primitive) {
            case FLOAT -> Leaf.Values.FLOAT;
            case DOUBLE -> Leaf.Values.DOUBLE;
            case BOOLEAN -> Leaf.Values.BOOLEAN;
            // Decimals, dates and times are stored as whole numbers, but are none.
            case INT32 -> !whole ? Leaf.Values.OTHER : unsigned ? Leaf.Values.UINT32 : Leaf.Values.INT32;
            case INT64 -> !whole ? Leaf.Values.OTHER : unsigned ? Leaf.Values.UINT64 : Leaf.Values.INT64;
            case BYTE_ARRAY -> plain || isText(converted, logical) ? Leaf.Values.TEXT : Leaf.Values.OTHER;
            case FIXED_LEN_BYTE_ARRAY ->
                logical != null && logical.isSetFLOAT16() && element.getType_length() == 2
                        ? Leaf.Values.FLOAT16
                        : Leaf.Values.OTHER;
            case INT96 -> Leaf.Values.OTHER;
        };
    }

    private static boolean isText(final @Nullable ConvertedType converted, final @Nullable LogicalType logical) {
        return converted == ConvertedType.UTF8
                || converted == ConvertedType.ENUM
                || logical != null && (logical.isSetSTRING() || logical.isSetENUM());
    }

    /** A list is a node that is repeated, alone in what holds it, and has one field or none. */
    private static Leaf leaf(
            final MessageType message, final ColumnDescriptor column, final int index, final Leaf.Values values) {
        final StringBuilder name = new StringBuilder();
        int level = 0;
        int elementLevel = 0;
        int repeated = 0;
        boolean plain = true;
        GroupType parent = message;
        boolean atRoot = true;
        for (final String each : column.getPath()) {
            final Type type = parent.getType(each);
            level += type.isRepetition(Type.Repetition.REQUIRED) ? 0 : 1;
            if (type.isRepetition(Type.Repetition.REPEATED)) {
                repeated++;
                elementLevel = level;
                plain &= atRoot || parent.getFieldCount() == 1;
                if (atRoot) {
                    name.append(each);
                }
            } else if (repeated == 0) {
                name.append(name.isEmpty() ? "" : ".").append(each);
            } else {
                plain &= type.isPrimitive();
            }
            atRoot = false;
            if (!type.isPrimitive()) {
                parent = type.asGroupType();
                plain &= repeated == 0 || parent.getFieldCount() == 1;
            }
        }
        final boolean list = repeated == 1 && plain;
        return list || repeated == 0
                ? new Leaf(index, name.toString(), values, list, elementLevel, column)
                : new Leaf(index, String.join(".", column.getPath()), Leaf.Values.OTHER, false, 0, column);
    }
}
