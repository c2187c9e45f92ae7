package org.annoyindex.formats.parquet;

import java.util.zip.DataFormatException;

/** Bounds the memory for pages by what the file's size allows. */
final class PageMemory {
    private static final long BASE = 16 << 20;
    private static final int MAX_PAGE = 1 << 30;

    private final long limit;
    private long used;

    PageMemory(final long fileSize) {
        limit = BASE + fileSize + fileSize / 2;
    }

    /**
     * Takes memory for a page in place of another one.
     *
     * @param before size of the page that is given up.
     * @param size of the page.
     * @param packed its size in the file.
     * @throws DataFormatException if that is too much for the file.
     */
    void take(final long before, final long size, final long packed) throws DataFormatException {
        used -= before;
        if (size < 0 || size > MAX_PAGE || used + size + packed > limit) {
            throw new DataFormatException("pages of " + (used + size) + " bytes, which is too much for this file");
        }
        used += size;
    }
}
