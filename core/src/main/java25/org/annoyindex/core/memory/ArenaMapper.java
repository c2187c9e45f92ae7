package org.annoyindex.core.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * Maps files into a shared {@link Arena}, which unmaps them when it is closed. The JVM throws an exception at whoever reads
 * a closed arena, so that even a mistake in counting users could not crash it. The class exists only in
 * {@code META-INF/versions/25} and is loaded by name.
 */
final class ArenaMapper extends Mapper {
    /** Closes arenas whose owners are unreachable. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final Arena arena = Arena.ofShared();
    private Cleaner.@Nullable Cleanable cleanable;

    ArenaMapper() {}

    @Override
    MappedByteBuffer map(final FileChannel channel, final long offset, final long length) throws IOException {
        return (MappedByteBuffer) channel.map(FileChannel.MapMode.READ_ONLY, offset, length, arena)
                .asByteBuffer();
    }

    @Override
    void unmap() {
        if (cleanable != null) {
            cleanable.clean();
        } else {
            arena.close();
        }
    }

    @Override
    void unmapWithout(final Object owner) {
        cleanable = CLEANER.register(owner, arena::close);
    }
}
