package org.annoyindex.benchmarks.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has several JVMs search one index at once, and shows that they give the same answers from the same memory. */
@Command(
        name = "sharing",
        mixinStandardHelpOptions = true,
        description = "Starts several JVMs that search one index, and shows what each has of it in memory; Linux only.")
public final class SharingCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INDEX", description = "An index file.")
    private Path file;

    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Vectors to search for.")
    private Path queries;

    @Option(
            names = "--processes",
            paramLabel = "N",
            defaultValue = "4",
            description = "JVMs to start (${DEFAULT-VALUE}).")
    private int processes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        final PrintWriter out = spec.commandLine().getOut();
        final List<Process> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(start());
            }
            final List<BufferedReader> outputs =
                    children.stream().map(Process::inputReader).toList();
            final Set<String> answers = new LinkedHashSet<>();
            for (final BufferedReader output : outputs) {
                answers.add(lineBeginning(output, "answers "));
            }
            // All have searched and none has ended: now the kernel's counts are those of all together.
            for (int i = 0; i < processes; i++) {
                children.get(i).getOutputStream().write('\n');
                children.get(i).getOutputStream().flush();
                out.println("process " + i + " " + lineBeginning(outputs.get(i), "in the end: "));
            }
            out.println(answers.size() == 1 ? "the same answers from all" : "DIFFERENT ANSWERS: " + answers);
            return answers.size() == 1 ? 0 : 1;
        } finally {
            for (final Process child : children) {
                child.getOutputStream().close();
                child.waitFor();
            }
        }
    }

    private Process start() throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.annoyindex.benchmarks.BenchCommand"));
        command.addAll(List.of("mapping", file.toString(), "--queries", queries.toString(), "--wait"));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String lineBeginning(final BufferedReader output, final String beginning) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
        }
        throw new IOException("a process ended before it had said '" + beginning + "'");
    }
}
