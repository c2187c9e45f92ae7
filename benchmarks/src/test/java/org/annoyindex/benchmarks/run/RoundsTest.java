package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void librariesTakeTurnsInEveryRound() throws IOException {
        final Map<String, List<Parameters>> settings = Map.of(
                "a", List.of(Parameters.parse("x=1"), Parameters.parse("x=2")), "b", List.of(Parameters.parse("y=1")));
        final List<String> passes = new ArrayList<>();

        Rounds.run(List.of("a", "b"), settings::get, 2, new Rounds.Passes<String>() {
            @Override
            public void warm(final String entry, final Parameters setting) {
                passes.add("warm " + entry + " " + setting);
            }

            @Override
            public void measure(final int round, final String entry, final Parameters setting) {
                passes.add(round + " " + entry + " " + setting);
            }
        });

        assertEquals(
                List.of(
                        "warm a x 1",
                        "warm a x 2",
                        "warm b y 1",
                        "1 a x 1",
                        "1 a x 2",
                        "1 b y 1",
                        "2 a x 1",
                        "2 a x 2",
                        "2 b y 1"),
                passes);
    }
}
