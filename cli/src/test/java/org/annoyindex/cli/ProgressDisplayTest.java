package org.annoyindex.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.annoyindex.builder.BuildListener.Stage;
import org.junit.jupiter.api.Test;

final class ProgressDisplayTest {
    private final StringWriter shown = new StringWriter();

    @Test
    void plainLinesAreFew() {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(shown), false)) {
            for (int i = 0; i <= 100; i++) {
                display.progress(Stage.GROW, i / 100.0);
            }
            display.progress(Stage.WRITE, 0.5);
        }
        final String[] lines = shown.toString().lines().toArray(String[]::new);
        assertEquals(3, lines.length, shown.toString());
        assertTrue(lines[0].matches("growing trees +0 %"), lines[0]);
        assertTrue(lines[1].matches("growing trees +100 %.*"), lines[1]);
        assertTrue(lines[2].matches("writing +50 %"), lines[2]);
    }

    @Test
    void aLineOnATerminalIsRedrawnAndEnded() {
        try (ProgressDisplay display = new ProgressDisplay(new PrintWriter(shown), true)) {
            display.progress(Stage.WRITE, 0);
            display.progress(Stage.WRITE, 1);
            display.progress(Stage.MEASURE, 0.25);
        }
        assertTrue(
                shown.toString()
                        .matches("(?s)\r\\[ {24}] writing +0 %\u001b\\[K\r\\[={24}] writing +100 %[^\r]*\u001b\\[K\\R"
                                + "\r\\[={6} {18}] measuring recall +25 %\u001b\\[K\\R"),
                shown.toString());
    }

    @Test
    void quietShowsNothing() {
        try (ProgressDisplay display = new ProgressDisplay(null, true)) {
            display.progress(Stage.GROW, 0.5);
        }
        assertEquals("", shown.toString());
    }
}
