package org.annoyindex.benchmarks.memory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures memory mapping. Except for {@code io}, figures come from the Linux kernel. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description =
                "Measures memory mapping: time and memory of opening, touched pages, sharing between processes, file I/O.",
        subcommands = {
            CommandLine.HelpCommand.class,
            OpenCommand.class,
            PagesCommand.class,
            SharingCommand.class,
            SharingCommand.Searching.class,
            IoCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bench memory open --sizes 100M,1G,4G --dir scratch",
            "  bench memory pages glove.annoy --queries glove.queries.fvecs",
            "  bench memory sharing glove.annoy --queries glove.queries.fvecs --processes 1,2,4,8",
            "  bench memory io --quick"
        })
public final class MemoryCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Called without a subcommand. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "memory needs a command: open, pages, sharing or io; see 'bench help memory'");
    }
}
