package org.annoyindex.query.exact;

import java.util.Objects;
import org.annoyindex.query.plan.ItemFilter;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.ImmutableBitmapDataProvider;
import org.roaringbitmap.IntConsumer;

/** Iterates over the ids that match a filter without allocating. Scratch of one searcher. */
public final class AllowedIds implements IntConsumer {
    private final int itemCount;
    private final IntConsumer consumer;
    private @Nullable ItemFilter filter;

    /**
     * @param itemCount ids are below it; some of them may be missing.
     * @param consumer receives ids.
     */
    public AllowedIds(final int itemCount, final IntConsumer consumer) {
        this.itemCount = itemCount;
        this.consumer = consumer;
    }

    /** Passes the ids that match a filter to the consumer, ascending. */
    public void forEach(final ItemFilter some) {
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
        if (id >= 0 && id < itemCount && Objects.requireNonNull(filter).matchesRest(id)) {
            consumer.accept(id);
        }
    }
}
