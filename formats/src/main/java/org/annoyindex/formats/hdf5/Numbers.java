package org.annoyindex.formats.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A type of numbers in a file, and how they become floats: each the nearest one. */
enum Numbers {
    FLOAT16(2) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return half(bytes.getShort(offset));
        }
    },
    FLOAT32(4) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getFloat(offset);
        }

        @Override
        void copy(final ByteBuffer bytes, final int offset, final float[] vector, final int from, final int count) {
            bytes.position(offset);
            bytes.asFloatBuffer().get(vector, from, count);
        }
    },
    FLOAT64(8) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getDouble(offset);
        }
    },
    INT8(1) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.get(offset);
        }
    },
    UINT8(1) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.get(offset) & 0xFF;
        }
    },
    INT16(2) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getShort(offset);
        }
    },
    UINT16(2) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getShort(offset) & 0xFFFF;
        }
    },
    INT32(4) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getInt(offset);
        }
    },
    UINT32(4) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            return bytes.getInt(offset) & 0xFFFF_FFFFL;
        }
    },
    INT64(8) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            // By way of a double it would be rounded twice.
            return (float) bytes.getLong(offset);
        }
    },
    UINT64(8) {
        @Override
        double at(final ByteBuffer bytes, final int offset) {
            final long value = bytes.getLong(offset);
            // Half of the number, with a bit that keeps it from looking like a tie.
            return value >= 0 ? (float) value : 2f * (value >>> 1 | value & 1);
        }
    };

    private final int size;

    Numbers(final int size) {
        this.size = size;
    }

    /** @return bytes of a number. */
    int size() {
        return size;
    }

    /** The number at an offset: exact, or the nearest float. */
    abstract double at(ByteBuffer bytes, int offset);

    /** Copies numbers that follow each other. */
    void copy(final ByteBuffer bytes, final int offset, final float[] vector, final int from, final int count) {
        for (int i = 0; i < count; i++) {
            vector[from + i] = (float) at(bytes, offset + i * size);
        }
    }

    /** The numbers of a type; null if it has none that are read. */
    static @Nullable Numbers of(final DataType type) {
        if (type instanceof EnumDataType words) {
            // h5py stores booleans so.
            return words.getSize() == 1 ? of(words.getBaseType()) : null;
        }
        if (type instanceof FloatingPoint floats) {
            final int exponent = floats.getExponentSize();
            final int mantissa = floats.getMantissaSize();
            return switch (type.getSize()) {
                case 2 -> exponent == 5 && mantissa == 10 ? FLOAT16 : null;
                case 4 -> exponent == 8 && mantissa == 23 ? FLOAT32 : null;
                case 8 -> exponent == 11 && mantissa == 52 ? FLOAT64 : null;
                default -> null;
            };
        }
        if (type instanceof FixedPoint whole
                && whole.getBitOffset() == 0
                && whole.getBitPrecision() == 8 * whole.getSize()) {
            final boolean signed = whole.isSigned();
            return switch (type.getSize()) {
                case 1 -> signed ? INT8 : UINT8;
                case 2 -> signed ? INT16 : UINT16;
                case 4 -> signed ? INT32 : UINT32;
                case 8 -> signed ? INT64 : UINT64;
                default -> null;
            };
        }
        return null;
    }

    /** The byte order of a type. */
    static ByteOrder orderOf(final DataType type) {
        if (type instanceof FloatingPoint floats) {
            return floats.getByteOrder();
        }
        return type instanceof FixedPoint whole ? whole.getByteOrder() : ByteOrder.LITTLE_ENDIAN;
    }

    private static double half(final short bits) {
        final int exponent = bits >> 10 & 0x1F;
        final int fraction = bits & 0x3FF;
        final double size = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> (fraction | 0x400) * Math.scalb(1.0, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
