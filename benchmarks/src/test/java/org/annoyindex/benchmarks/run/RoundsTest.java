package org.annoyindex.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundsTest {
    @Test
    void librariesAlternateInEveryRoundAtTheWarmedSettings() throws IOException {
        final Map<String, List<List<Parameters>>> sweeps =
                Map.of("a", List.of(sweep("x=1", "x=2", "x=3"), sweep("x=1 z=1")), "b", List.of(sweep("y=1")));
        final List<String> passes = new ArrayList<>();

        Rounds.run(List.of("a", "b"), sweeps::get, 2, new Rounds.Passes<String>() {
            @Override
            public boolean warm(final String entry, final Parameters setting) {
                passes.add("warm " + entry + " " + setting);
                return !setting.toString().equals("x 2");
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
                        "warm a x 1, z 1",
                        "warm b y 1",
                        "1 a x 1",
                        "1 a x 2",
                        "1 a x 1, z 1",
                        "1 b y 1",
                        "2 a x 1",
                        "2 a x 2",
                        "2 a x 1, z 1",
                        "2 b y 1"),
                passes);
    }

    private static List<Parameters> sweep(final String... settings) {
        return Stream.of(settings).map(Parameters::parse).toList();
    }
}
