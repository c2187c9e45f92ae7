package org.annoyindex.builder.input.binary;

import java.nio.ByteBuffer;

/** The types of numbers in binary rows, and how they become float32s: rounded to the nearest. */
enum ComponentType {
    /** IEEE half precision. */
    FLOAT16(2) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = half(bytes.getShort(offset + 2 * i));
            }
        }
    },

    /** IEEE single precision. */
    FLOAT32(4) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            bytes.position(offset).asFloatBuffer().get(target, 0, count);
        }
    },

    /** IEEE double precision. */
    FLOAT64(8) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = (float) bytes.getDouble(offset + 8 * i);
            }
        }
    },

    /** Signed bytes. */
    INT8(1) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.get(offset + i);
            }
        }
    },

    /** Unsigned bytes. */
    UINT8(1) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.get(offset + i) & 0xFF;
            }
        }
    },

    /** Signed 16-bit integers. */
    INT16(2) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.getShort(offset + 2 * i);
            }
        }
    },

    /** Unsigned 16-bit integers. */
    UINT16(2) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.getShort(offset + 2 * i) & 0xFFFF;
            }
        }
    },

    /** Signed 32-bit integers. */
    INT32(4) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.getInt(offset + 4 * i);
            }
        }
    },

    /** Unsigned 32-bit integers. */
    UINT32(4) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.getInt(offset + 4 * i) & 0xFFFF_FFFFL;
            }
        }
    },

    /** Signed 64-bit integers. */
    INT64(8) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                target[i] = bytes.getLong(offset + 8 * i);
            }
        }
    },

    /** Unsigned 64-bit integers. */
    UINT64(8) {
        @Override
        void decode(final ByteBuffer bytes, final int offset, final float[] target, final int count) {
            for (int i = 0; i < count; i++) {
                final long value = bytes.getLong(offset + 8 * i);
                // The lowest bit is kept, as it may decide how the half is rounded.
                target[i] = value >= 0 ? value : 2 * (float) (value >>> 1 | value & 1);
            }
        }
    };

    private final int bytes;

    ComponentType(final int bytes) {
        this.bytes = bytes;
    }

    /** Number of bytes of a component. */
    int bytes() {
        return bytes;
    }

    /**
     * Decodes components.
     *
     * @param source in the order of its bytes; its position may change.
     * @param offset of the first component.
     * @param target receives the components, from 0.
     * @param count of components.
     */
    abstract void decode(ByteBuffer source, int offset, float[] target, int count);

    private static float half(final short bits) {
        final int sign = (bits & 0x8000) << 16;
        final int exponent = bits >> 10 & 0x1F;
        final int fraction = bits & 0x3FF;
        if (exponent == 0) {
            final float value = fraction * 0x1p-24f;
            return sign == 0 ? value : -value;
        }
        final int wide = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
