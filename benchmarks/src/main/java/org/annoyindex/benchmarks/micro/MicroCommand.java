package org.annoyindex.benchmarks.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.annoyindex.core.kernel.Kernels;
import org.openjdk.jmh.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the JMH benchmarks of this package; all arguments but {@code --quick} are JMH's. */
@Command(
        name = "micro",
        description = {
            "Measures the inner loops with JMH, with both kernels.",
            "Arguments other than --quick are JMH's, for instance:",
            "  bin/bench micro --quick -p dimension=384",
            "  bin/bench micro scanSketches -p kernel=scalar",
            "  bin/bench micro -prof gc        no benchmark may allocate: gc.alloc.rate.norm must be about 0 B/op",
            "  bin/bench micro -rf json -rff micro.json",
            "  bin/bench micro -h              JMH's own options",
            "On a Java without the Vector API only the scalar kernels are measured."
        })
public final class MicroCommand implements Callable<Integer> {
    /** Long enough to compile SIMD code, which is a thousand times as slow before. */
    private static final List<String> QUICK = List.of("-f", "1", "-wi", "2", "-w", "700ms", "-i", "3", "-r", "200ms");

    private static final List<String> ONE_DIMENSION = List.of("-p", "dimension=100");

    /** Has a command of its own: 'bench memory io'. */
    private static final String ELSEWHERE = "FileIoBenchmark";

    @Option(
            names = "--quick",
            description = "Every benchmark, but shorter and for 100 dimensions only: under two minutes.")
    private boolean quick;

    @Spec
    private CommandSpec spec;

    @Unmatched
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        final List<String> all = new ArrayList<>(List.of("-e", ELSEWHERE));
        if (quick) {
            all.addAll(QUICK);
            if (isFree("dimension=")) {
                all.addAll(ONE_DIMENSION);
            }
        }
        if (Kernels.active().name().equals(KernelChoice.SCALAR) && isFree("kernel=")) {
            spec.commandLine().getErr().println("bench: no SIMD kernels on this Java; measuring the scalar ones only");
            all.addAll(List.of("-p", "kernel=" + KernelChoice.SCALAR));
        }
        all.addAll(arguments);
        Main.main(all.toArray(new String[0]));
        return 0;
    }

    private boolean isFree(final String parameter) {
        return arguments.stream().noneMatch(argument -> argument.startsWith(parameter));
    }
}
