package org.annoyindex.core.memory;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The mapped memory of one file, and how many users it has. It is unmapped when it has none left: reading unmapped memory
 * crashes the JVM, so whoever reads it is one of them. If they never leave, the garbage collector has it unmapped when this
 * object is unreachable. Safe for any number of threads.
 *
 * <p>There are two kinds of users. A <i>holder</i> may keep the memory for long; the first one is whoever opened the file. A
 * <i>reader</i> enters for one search or less. Readers may enter as long as there is a holder, and a thread that has entered
 * may enter again, so that what is under way when the last holder leaves ends as usual.
 *
 * <p>Readers are counted in stripes, one cache line each, so that threads seldom write to the same one. A holder is counted
 * in each stripe. A stripe whose count has become 0 stays closed, and who closes the last stripe unmaps. Entering and
 * leaving is one atomic addition each.
 */
public final class FileMapping {
    private static final int STRIPES = Math.min(
            16, Integer.highestOneBit(2 * Math.max(1, Runtime.getRuntime().availableProcessors()) - 1));

    /** Ints between the counts of two stripes: 128 bytes, as processors fetch cache lines in pairs. */
    private static final int SPACING = 32;

    /** Added to the count of a closed stripe: negative, however many try to enter. */
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final Mapper mapper;
    private final AtomicIntegerArray users = new AtomicIntegerArray((STRIPES + 1) * SPACING);
    private final AtomicInteger openStripes = new AtomicInteger(STRIPES);

    /** Begins with one holder. */
    FileMapping(final Mapper mapper) {
        this.mapper = mapper;
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            users.set(stripe * SPACING, 1);
        }
        mapper.unmapWithout(this);
    }

    /**
     * Adds a reader.
     *
     * @return what to pass to {@link #leave}.
     * @throws IllegalStateException if the memory has been unmapped, because the file was closed.
     */
    public int enter() {
        // Threads with consecutive numbers have different stripes.
        final int at = (1 + (int) (Thread.currentThread().getId() & STRIPES - 1)) * SPACING;
        enter(at);
        return at;
    }

    private void enter(final int at) {
        if (users.getAndIncrement(at) < 0) {
            users.getAndDecrement(at);
            throw new IllegalStateException("the index is closed");
        }
    }

    /**
     * Removes a reader, which must not read any more.
     *
     * @param entered what {@link #enter} returned.
     */
    public void leave(final int entered) {
        try {
            if (users.decrementAndGet(entered) == 0
                    && users.compareAndSet(entered, 0, CLOSED)
                    && openStripes.decrementAndGet() == 0) {
                mapper.unmap();
            }
        } finally {
            // Until here nothing may be unmapped for being unreachable.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Adds a holder.
     *
     * @throws IllegalStateException if the memory has been unmapped, because the file was closed.
     */
    public void hold() {
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            try {
                enter(stripe * SPACING);
            } catch (final IllegalStateException ex) {
                while (--stripe > 0) {
                    leave(stripe * SPACING);
                }
                throw ex;
            }
        }
    }

    /** Removes a holder. */
    public void release() {
        for (int stripe = 1; stripe <= STRIPES; stripe++) {
            leave(stripe * SPACING);
        }
    }
}
