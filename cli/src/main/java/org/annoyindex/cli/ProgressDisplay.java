package org.annoyindex.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.annoyindex.builder.BuildListener;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a build: on a terminal one line that is redrawn, elsewhere a plain line every five seconds. For one
 * thread at a time.
 */
final class ProgressDisplay implements BuildListener, AutoCloseable {
    /** Set by the launcher if the error stream is a terminal, which a JVM cannot find out. */
    private static final String TERMINAL_PROPERTY = "annoy.terminal";

    private static final long REDRAWN_EVERY_NANOS = 200_000_000L;
    private static final long PRINTED_EVERY_NANOS = 5_000_000_000L;
    private static final int BAR = 24;

    private final @Nullable PrintWriter out;
    private final boolean terminal;
    private String stage = "";
    private long stageStart;
    private long lastShown;
    private long items;
    private boolean lineOpen;

    /** Shows nothing if {@code out} is null. */
    ProgressDisplay(final @Nullable PrintWriter out, final boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Shows progress on an error stream, or nowhere if it is null. */
    static ProgressDisplay on(final @Nullable PrintWriter out) {
        return new ProgressDisplay(out, Boolean.getBoolean(TERMINAL_PROPERTY));
    }

    /** Sets the number of items of the stages from now on; negative if unknown. */
    void items(final long count) {
        items = count;
    }

    @Override
    public void progress(final Stage next, final double share) {
        show(next.label(), share);
    }

    void show(final String label, final double share) {
        if (out == null) {
            return;
        }
        final long now = System.nanoTime();
        final boolean started = !label.equals(stage);
        if (started) {
            stage = label;
            stageStart = now;
        }
        final boolean ended = share >= 1;
        final long interval = terminal ? REDRAWN_EVERY_NANOS : PRINTED_EVERY_NANOS;
        if (started || ended || now - lastShown >= interval) {
            lastShown = now;
            draw(out, share, (now - stageStart) / 1e9, ended);
        }
    }

    private void draw(final PrintWriter to, final double share, final double seconds, final boolean ended) {
        final StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-16s %3.0f %%", stage, 100 * share));
        if (items > 0 && seconds > 0.05 && share > 0) {
            line.append(String.format(Locale.ROOT, "  %,.0f items/s", items * share / seconds));
        }
        if (ended) {
            line.append(String.format(Locale.ROOT, "  %.1f s", seconds));
        } else if (share > 0.01 && seconds > 0.5) {
            line.append(String.format(Locale.ROOT, "  %.0f s left", seconds * (1 - share) / share));
        }
        if (terminal) {
            final int filled = (int) Math.round(BAR * share);
            to.print("\r[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] " + line + "\u001b[K");
            lineOpen = !ended;
            if (ended) {
                to.println();
            }
        } else {
            to.println(line);
        }
        to.flush();
    }

    /** Ends an open line, so that a following error message begins on its own line. */
    @Override
    public void close() {
        if (lineOpen && out != null) {
            out.println();
            lineOpen = false;
        }
    }
}
