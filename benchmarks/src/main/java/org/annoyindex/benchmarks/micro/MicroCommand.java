package org.annoyindex.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Runs the JMH benchmarks; all arguments are JMH's. */
@Command(
        name = "micro",
        description = {
            "Measures the inner loops with JMH. All arguments are JMH's, for instance:",
            "  bin/bench micro -prof gc -p dimension=100",
            "  bin/bench micro scanSketches -jvmArgsAppend -Dannoy.kernel=scalar"
        })
public final class MicroCommand implements Callable<Integer> {
    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Main.main(arguments.toArray(new String[0]));
        return 0;
    }
}
