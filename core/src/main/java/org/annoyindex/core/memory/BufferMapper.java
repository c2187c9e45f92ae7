package org.annoyindex.core.memory;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps files as buffers, which the garbage collector unmaps when they are unreachable. {@code Unsafe.invokeCleaner}, which
 * needs no flag, unmaps them earlier. A JVM without it leaves them to the collector.
 */
final class BufferMapper extends Mapper {
    /** Unmaps a buffer; null if this JVM cannot. */
    private static final @Nullable MethodHandle INVOKE_CLEANER = invokeCleaner();

    private final List<MappedByteBuffer> mappings = new ArrayList<>();

    private static @Nullable MethodHandle invokeCleaner() {
        try {
            final Class<?> type = Class.forName("sun.misc.Unsafe");
            final Field instance = type.getDeclaredField("theUnsafe");
            instance.setAccessible(true);
            return MethodHandles.lookup()
                    .findVirtual(type, "invokeCleaner", MethodType.methodType(void.class, ByteBuffer.class))
                    .bindTo(instance.get(null));
        } catch (final ReflectiveOperationException | RuntimeException ex) {
            return null;
        }
    }

    @Override
    MappedByteBuffer map(final FileChannel channel, final long offset, final long length) throws IOException {
        final MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
        mappings.add(mapping);
        return mapping;
    }

    @Override
    void unmap() {
        if (INVOKE_CLEANER == null) {
            return;
        }
        for (final MappedByteBuffer mapping : mappings) {
            try {
                INVOKE_CLEANER.invoke((ByteBuffer) mapping);
            } catch (final RuntimeException | Error ex) {
                throw ex;
            } catch (final Throwable ex) {
                throw new LinkageError("cannot unmap files", ex);
            }
        }
    }

    @Override
    void unmapWithout(final Object owner) {
        // The collector does it without being asked.
    }
}
