package org.annoyindex.query;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An index that can be replaced while it is searched, for a service that gets a new file every night.
 *
 * <pre>{@code
 * try (SwappableIndex words = new SwappableIndex(AnnoyIndex.load(Path.of("words.annoy")))) {
 *     String nearest = words.search(index -> index.label(index.nearest(vector, 1).id(0)));
 *     words.swap(AnnoyIndex.load(Path.of("words.annoy"))); // when there is a new one
 * }
 * }</pre>
 *
 * <p>Each search sees one index from its beginning to its end: either the one before the swap or the one after it. An
 * index that was swapped out is closed when the last search that uses it has ended, by the thread that ends it. So no
 * search fails because of a swap.
 *
 * <p>Safe for any number of threads.
 */
public final class SwappableIndex implements AutoCloseable {
    /** Null when closed. */
    private final AtomicReference<@Nullable Slot> current;

    /**
     * Begins with an index.
     *
     * @param index to be searched. This object owns it from now on and closes it; nobody else may.
     * @throws NullPointerException if the index is null.
     * @throws IllegalStateException if the index is closed.
     */
    public SwappableIndex(final AnnoyIndex index) {
        current = new AtomicReference<>(new Slot(index));
    }

    /**
     * Uses the index, for instance to search and to look up the labels of the results.
     *
     * @param work receives the index, which it may use until it returns, and must not close. A {@link Searcher} of the index
     *     must not be kept either; {@link AnnoyIndex#nearest(float[], int)} keeps searchers itself.
     * @param <T> the result of the work.
     * @return what the work returned.
     * @throws NullPointerException if the work is null.
     * @throws IllegalStateException if this is closed.
     */
    public <T extends @Nullable Object> T search(final Function<? super AnnoyIndex, ? extends T> work) {
        Objects.requireNonNull(work, "work is null; give what to do with the index");
        final Slot slot = enter();
        try {
            return work.apply(slot.index);
        } finally {
            slot.leave();
        }
    }

    /**
     * Borrows the index for longer than a call, for instance until a {@code CompletableFuture} of a batch is complete.
     *
     * @return a lease, to be closed when the index is no longer needed; until then the index stays open, whatever is
     *     swapped meanwhile.
     * @throws IllegalStateException if this is closed.
     */
    public Lease acquire() {
        return new Lease(enter());
    }

    /**
     * Replaces the index in use. Searches that begin after this has returned use the new one; those under way end with the
     * old one, which is then closed. Load the new one with {@link LoadOptions#preload}, so that no search waits for the disk.
     *
     * @param index to be searched from now on. This object owns it unless this method throws.
     * @throws NullPointerException if the index is null.
     * @throws IllegalArgumentException if it has another metric or dimension than the one in use, or is the one in use.
     * @throws IllegalStateException if this, or the index, is closed.
     */
    public void swap(final AnnoyIndex index) {
        final Slot next = new Slot(index);
        Slot old;
        do {
            old = open();
            checkReplaces(index, old.index);
        } while (!current.compareAndSet(old, next));
        old.leave();
    }

    private static void checkReplaces(final AnnoyIndex index, final AnnoyIndex old) {
        if (index == old) {
            throw new IllegalArgumentException("this index is the one in use; load the file again to swap it in");
        }
        if (index.metric() != old.metric() || index.dimension() != old.dimension()) {
            throw new IllegalArgumentException("the index has metric "
                    + index.metric().label() + " and dimension "
                    + index.dimension() + ", the one in use " + old.metric().label() + " and " + old.dimension()
                    + "; make another SwappableIndex for it");
        }
    }

    /**
     * Closes the index when the last search that uses it has ended. Later calls throw {@link IllegalStateException}.
     * Closing again does nothing.
     */
    @Override
    public void close() {
        final Slot last = current.getAndSet(null);
        if (last != null) {
            last.leave();
        }
    }

    private Slot open() {
        final Slot slot = current.get();
        if (slot == null) {
            throw new IllegalStateException("the index is closed");
        }
        return slot;
    }

    private Slot enter() {
        while (true) {
            final Slot slot = open();
            // False if it was swapped out and is closed since: there is another by now.
            if (slot.enter()) {
                return slot;
            }
        }
    }

    /** An index and its number of users, one of which is the object that has it as the current one. */
    private static final class Slot {
        private final AnnoyIndex index;
        private final AtomicInteger users = new AtomicInteger(1);

        Slot(final AnnoyIndex index) {
            this.index = Objects.requireNonNull(index, "index is null; close this object to have none");
            index.open().file();
        }

        /** Adds a user, unless the last one has left. */
        boolean enter() {
            int count;
            do {
                count = users.get();
                if (count == 0) {
                    return false;
                }
            } while (!users.compareAndSet(count, count + 1));
            return true;
        }

        void leave() {
            if (users.decrementAndGet() == 0) {
                index.close();
            }
        }
    }

    /** An index that is borrowed. Safe for any number of threads; the first to close it ends it for all. */
    public static final class Lease implements AutoCloseable {
        private final AtomicReference<@Nullable Slot> slot;

        private Lease(final Slot slot) {
            this.slot = new AtomicReference<>(slot);
        }

        /**
         * The borrowed index, always the same one.
         *
         * @return the index, to be used until this is closed, and not to be closed itself.
         * @throws IllegalStateException if this lease is closed.
         */
        public AnnoyIndex index() {
            final Slot held = slot.get();
            if (held == null) {
                throw new IllegalStateException("the lease is closed; acquire another");
            }
            return held.index;
        }

        /** Gives the index back. Closing again does nothing. */
        @Override
        public void close() {
            final Slot held = slot.getAndSet(null);
            if (held != null) {
                held.leave();
            }
        }
    }
}
