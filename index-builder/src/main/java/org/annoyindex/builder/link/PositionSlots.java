package org.annoyindex.builder.link;

import org.agrona.collections.Int2IntHashMap;

/**
 * Slots of a cache by position, filled when they are first needed and kept until there is no more room. Near items have near
 * positions and link to the same items, so that what a task needs is mostly what it has needed before. Scratch of one thread.
 */
public final class PositionSlots {
    private static final int EMPTY = -1;

    private final Int2IntHashMap slots = new Int2IntHashMap(EMPTY);
    private final int items;
    private final int capacity;
    private final Filling filling;

    /** Fills a slot. */
    @FunctionalInterface
    public interface Filling {
        /**
         * Puts what is known of a position into a slot.
         *
         * @param position the position.
         * @param slot below the capacity.
         */
        void fill(int position, int slot);
    }

    /**
     * Slots, all empty.
     *
     * @param items number of positions.
     * @param capacity number of slots; if there are as many as items, none is emptied.
     * @param filling fills them.
     */
    public PositionSlots(final int items, final int capacity, final Filling filling) {
        this.items = items;
        this.capacity = capacity;
        this.filling = filling;
    }

    /**
     * Makes room, if need be by emptying all slots. From then on they keep what they have until the next call.
     *
     * @param count of positions that are asked for until then, at most as many as there are slots.
     */
    public void reserve(final int count) {
        if (capacity < items && slots.size() + count > capacity) {
            slots.clear();
        }
    }

    /**
     * Finds the slot of a position, and fills it if it has none.
     *
     * @param position the position.
     * @return its slot.
     */
    public int of(final int position) {
        int slot = slots.get(position);
        if (slot == EMPTY) {
            slot = slots.size();
            filling.fill(position, slot);
            slots.put(position, slot);
        }
        return slot;
    }
}
