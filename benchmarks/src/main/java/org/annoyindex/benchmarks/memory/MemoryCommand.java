package org.annoyindex.benchmarks.memory;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What mapping an index costs and saves. Figures come from the kernel, so Linux only, but for {@code io}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Shows what mapping a file costs and saves: time, memory, pages, sharing.",
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

    /** No subcommand was named. */
    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "memory needs a command: open, pages, sharing or io; see 'bench help memory'");
    }
}
