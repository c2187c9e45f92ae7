package org.annoyindex.core.memory;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Maps parts of one file, and unmaps all of them at once. Mapping is for one thread; {@link #unmap} may be called by any
 * thread, once.
 */
abstract class Mapper {
    /** The release of Java from which on shared arenas map files. */
    private static final int ARENAS = 25;

    /** Creates the best mapper of this JVM: on JDK 25 a shared {@code Arena}, whose class exists only for it. */
    static Mapper create() {
        if (Runtime.version().feature() >= ARENAS) {
            try {
                return Class.forName("org.annoyindex.core.memory.ArenaMapper")
                        .asSubclass(Mapper.class)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (final ClassNotFoundException ex) {
                // A copy of the jar that is not multi-release; Kernels reports it.
                return new BufferMapper();
            } catch (final ReflectiveOperationException ex) {
                throw new LinkageError("cannot map files", ex);
            }
        }
        return new BufferMapper();
    }

    /**
     * Maps a range read-only.
     *
     * @param channel of the file.
     * @param offset in the file.
     * @param length in bytes, at most 2^31 - 1.
     * @return the mapped range.
     * @throws IOException if it cannot be mapped.
     */
    abstract MappedByteBuffer map(FileChannel channel, long offset, long length) throws IOException;

    /** Unmaps everything. Nothing may be read any more. */
    abstract void unmap();

    /**
     * Has everything unmapped as soon as an object is unreachable, if {@link #unmap} has not been called by then.
     *
     * @param owner that is reachable whenever mapped memory is read; does not refer to it from here.
     */
    abstract void unmapWithout(Object owner);
}
