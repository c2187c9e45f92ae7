package org.annoyindex.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;
import org.roaringbitmap.IntConsumer;

/** Goes over the ids that a filter allows, without making an object. Scratch of one searcher. */
final class AllowedIds implements IntConsumer {
    private final int itemCount;
    private final IntConsumer consumer;
    private @Nullable ItemFilter filter;

    /**
     * @param itemCount ids are below it; some of them may be no items.
     * @param consumer receives ids.
     */
    AllowedIds(final int itemCount, final IntConsumer consumer) {
        this.itemCount = itemCount;
        this.consumer = consumer;
    }

    /** Passes on what some filter allows, ascending. */
    void forEach(final ItemFilter some) {
        filter = some;
        final ImmutableBitmapDataProvider allowed = some.allowed();
        if (allowed != null) {
            allowed.forEach(this);
        } else {
            for (int id = 0; id < itemCount; id++) {
                accept(id);
            }
        }
        filter = null;
    }

    @Override
    public void accept(final int id) {
        // Those from 2^31 on are negative.
        if (id >= 0 && id < itemCount && Objects.requireNonNull(filter).passesTheRest(id)) {
            consumer.accept(id);
        }
    }
}
