package org.annoyindex.core.format;

import org.annoyindex.core.memory.MappedRegion;

/** A mapped column of int32s: the position of each id, or the id at each position. Immutable and thread-safe. */
public final class IdColumn {
    private final MappedRegion region;

    /** @param region the mapped section. */
    public IdColumn(final MappedRegion region) {
        this.region = region;
    }

    /**
     * @param row an id or a position, below the number of items.
     * @return the position of the id, or the id at the position.
     */
    public int get(final int row) {
        final long at = 4L * row;
        return region.chunk(at).bytes().getInt(region.offset(at));
    }
}
