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

/** Runs the JMH benchmarks of this package; passes all arguments but {@code --quick} to JMH. */
@Command(
        name = "micro",
        description = {
            "Measures the inner loops with JMH, with both kernels.",
            "All arguments but --quick are passed to JMH, for instance:",
            "  bin/bench micro --quick -p dimension=384",
            "  bin/bench micro scanSketches -p kernel=scalar",
            "  bin/bench micro -prof gc        no benchmark may allocate: gc.alloc.rate.norm must be about 0 B/op",
            "  bin/bench micro -rf json -rff micro.json",
            "  bin/bench micro -h              the options of JMH",
            "Without the Vector API only the scalar kernels are measured."
        })
public final class MicroCommand implements Callable<Integer> {
    /** The warmup must be long enough to compile SIMD code, which is a thousand times slower when interpreted. */
    private static final List<String> QUICK = List.of("-f", "1", "-wi", "2", "-w", "700ms", "-i", "3", "-r", "200ms");

    private static final List<String> ONE_DIMENSION = List.of("-p", "dimension=100");

    /** Run by another command, 'bench memory io'. */
    private static final String ELSEWHERE = "FileIoBenchmark";

    @Option(
            names = "--quick",
            description = "Run all benchmarks, but shorter and for 100 dimensions only, in under two minutes.")
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
            spec.commandLine().getErr().println("bench: no SIMD kernels on this JVM; measuring scalar kernels only");
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
