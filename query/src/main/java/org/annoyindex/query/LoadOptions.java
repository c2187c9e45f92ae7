package org.annoyindex.query;

import org.annoyindex.core.memory.MappedFile;

/** How to open an index. Immutable: every method returns new options. */
public final class LoadOptions {
    private static final LoadOptions DEFAULTS = new LoadOptions(false, MappedFile.DEFAULT_CHUNK_SIZE);

    private final boolean verify;
    private final int chunkSize;

    private LoadOptions(final boolean verify, final int chunkSize) {
        this.verify = verify;
        this.chunkSize = chunkSize;
    }

    /** @return options that read the header only. */
    public static LoadOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Checks the checksum of every section at opening, which reads the whole file once.
     *
     * @return new options.
     */
    public LoadOptions verify() {
        return new LoadOptions(true, chunkSize);
    }

    /** Maps the file in chunks of this many bytes, a power of two; for tests of files of many chunks. */
    LoadOptions chunkSize(final int bytes) {
        return new LoadOptions(verify, bytes);
    }

    boolean isVerify() {
        return verify;
    }

    int chunkSize() {
        return chunkSize;
    }
}
