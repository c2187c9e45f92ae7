package org.annoyindex.formats.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.text.Utf8;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/** The values of a column in a row group, row by row. */
final class ColumnValues {
    private final Leaf leaf;
    private final ChunkPages pages;
    private final ColumnReader reader;
    private final int maxLevel;
    private long left;
    private @Nullable String problem;

    ColumnValues(
            final Leaf leaf,
            final ChunkPages pages,
            final MessageType schema,
            final String createdBy,
            final long rows) {
        this.leaf = leaf;
        this.pages = pages;
        reader = new ColumnReadStoreImpl(new OneColumn(pages, rows), new NoConverter(schema), schema, createdBy)
                .getColumnReader(leaf.descriptor());
        maxLevel = leaf.descriptor().getMaxDefinitionLevel();
        left = pages.getTotalValueCount();
    }

    /** What is wrong with the row read last; null if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    /** Whether all values have been read. */
    boolean isAtEnd() {
        return left == 0;
    }

    /** Gives the memory of pages back. */
    void release() throws DataFormatException {
        pages.release();
    }

    /**
     * Reads the list of a row.
     *
     * @param vector receives as many numbers as it has room for.
     * @param dimension the expected number of numbers; -1 if any will do.
     * @return number of numbers.
     */
    int readList(final float[] vector, final int dimension) {
        problem = null;
        int count = 0;
        do {
            requireMore();
            final int level = reader.getCurrentDefinitionLevel();
            if (level == maxLevel) {
                final double value = number();
                if (count < dimension) {
                    vector[count] = (float) value;
                    if (!Float.isFinite(vector[count])) {
                        wrong(component(count, dimension) + notFinite(value));
                    }
                }
                count++;
            } else if (level >= leaf.elementLevel()) {
                wrong(component(count, dimension) + "null, expected a number");
                count++;
            } else {
                wrong(
                        level == leaf.elementLevel() - 1
                                ? "its list is empty, expected numbers"
                                : "its list is null, expected numbers");
            }
            reader.consume();
            left--;
        } while (left > 0 && reader.getCurrentRepetitionLevel() > 0);
        if (dimension >= 0 && count > 0 && count != dimension) {
            problem = "a list of " + count + " numbers, expected " + dimension + " as in the first row";
        }
        return count;
    }

    /** Reads the number of a row. */
    float readNumber(final int component, final int dimension) {
        problem = null;
        requireMore();
        float value = 0;
        if (reader.getCurrentDefinitionLevel() == maxLevel) {
            final double number = number();
            value = (float) number;
            if (!Float.isFinite(value)) {
                wrong(component(component, dimension) + notFinite(number));
            }
        } else {
            wrong(component(component, dimension) + "null, expected a number");
        }
        reader.consume();
        left--;
        return value;
    }

    /** Reads the text or whole number of a row; null if there is none. */
    @Nullable
    String readText() {
        problem = null;
        requireMore();
        String text = null;
        if (reader.getCurrentDefinitionLevel() == maxLevel) {
            text = text();
        } else {
            wrong("column " + InvalidInputException.quote(leaf.name()) + " is null, expected text or a number");
        }
        reader.consume();
        left--;
        return text;
    }

    private void requireMore() {
        if (left == 0) {
            throw new IllegalStateException("the column " + leaf.name() + " has fewer values than there are rows");
        }
    }

    private @Nullable String text() {
        return switch (leaf.values()) {
            case FLOAT -> Float.toString(reader.getFloat());
            case DOUBLE -> Double.toString(reader.getDouble());
            case INT32 -> Integer.toString(reader.getInteger());
            case UINT32 -> Integer.toUnsignedString(reader.getInteger());
            case INT64 -> Long.toString(reader.getLong());
            case UINT64 -> Long.toUnsignedString(reader.getLong());
            case BOOLEAN -> Boolean.toString(reader.getBoolean());
            case FLOAT16 -> Double.toString(half());
            default -> {
                // Its buffer knows the page's end; getBytes reserves whatever length a damaged page states.
                final ByteBuffer buffer = reader.getBinary().toByteBuffer();
                final byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                final String text = Utf8.decode(bytes, 0, bytes.length);
                if (text == null) {
                    wrong("column " + InvalidInputException.quote(leaf.name()) + " is "
                            + Utf8.problem(bytes, 0, bytes.length));
                }
                yield text;
            }
        };
    }

    /** The number at hand: exact, or the nearest float. */
    private double number() {
        return switch (leaf.values()) {
            case FLOAT -> reader.getFloat();
            case DOUBLE -> reader.getDouble();
            case INT32 -> reader.getInteger();
            case UINT32 -> reader.getInteger() & 0xFFFF_FFFFL;
            // By way of a double these would be rounded twice.
            case INT64 -> (float) reader.getLong();
            case UINT64 -> unsigned(reader.getLong());
            case BOOLEAN -> reader.getBoolean() ? 1 : 0;
            case FLOAT16 -> half();
            case TEXT, OTHER -> throw new IllegalStateException("the column " + leaf.name() + " has no numbers");
        };
    }

    private static float unsigned(final long value) {
        return value >= 0 ? (float) value : 2f * (value >>> 1 | value & 1);
    }

    private double half() {
        final ByteBuffer bytes = reader.getBinary().toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        final short bits = bytes.getShort(bytes.position());
        final int exponent = bits >> 10 & 0x1F;
        final int fraction = bits & 0x3FF;
        final double size = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (fraction | 0x400) * Math.scalb(1.0, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }

    private static String component(final int component, final int dimension) {
        return "component " + (component + 1) + (dimension < 0 ? "" : " of " + dimension) + " is ";
    }

    private static String notFinite(final double value) {
        return value
                + (Double.isFinite(value) ? ", which is too large for a 32-bit float" : ", expected a finite number");
    }

    private void wrong(final String what) {
        if (problem == null) {
            problem = what;
        }
    }

    /** The library wants all columns of a row group; it is asked for one. */
    private record OneColumn(ChunkPages pages, long rows) implements PageReadStore {
        @Override
        public PageReader getPageReader(final ColumnDescriptor descriptor) {
            return pages;
        }

        @Override
        public long getRowCount() {
            return rows;
        }
    }

    /** The library can pass values to converters; they are taken from it instead. */
    private static final class NoConverter extends GroupConverter {
        private final GroupType type;

        private NoConverter(final GroupType type) {
            this.type = type;
        }

        @Override
        public Converter getConverter(final int field) {
            return type.getType(field).isPrimitive()
                    ? new PrimitiveConverter() {}
                    : new NoConverter(type.getType(field).asGroupType());
        }

        @Override
        public void start() {
            // Never called.
        }

        @Override
        public void end() {
            // Never called.
        }
    }
}
