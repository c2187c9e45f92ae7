package org.annoyindex.benchmarks.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static Figures figures() {
        final Figures figures = new Figures("way", "open ms", "pages");
        figures.fact("read_ahead_kib", 128);
        figures.row("one", 1234.5, 7L);
        figures.row("another", null, 123_456);
        figures.note("A sentence.");
        return figures;
    }

    @Test
    void textIsAligned() throws IOException {
        assertEquals("""
                # read ahead kib: 128
                way       open ms    pages
                one      1,234.50        7
                another         -  123,456

                A sentence.
                """, print(Figures.Format.TEXT));
    }

    @Test
    void jsonHasTheSameValues() throws IOException {
        assertEquals(
                "{\"read_ahead_kib\":128,\"rows\":[{\"way\":\"one\",\"open_ms\":1234.5,\"pages\":7},"
                        + "{\"way\":\"another\",\"open_ms\":null,\"pages\":123456}],\"notes\":[\"Asentence.\"]}",
                print(Figures.Format.JSON).replaceAll("\\s", ""));
    }

    @Test
    void rowsMustMatchTheColumns() {
        assertThrows(IllegalArgumentException.class, () -> figures().row("too few"));
    }

    private static String print(final Figures.Format format) throws IOException {
        final StringWriter text = new StringWriter();
        figures().print(new PrintWriter(text), format);
        return text.toString();
    }
}
