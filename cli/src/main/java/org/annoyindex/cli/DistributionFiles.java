package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/** Writes what an installation has beside the jar, from the commands themselves. A program of its own, for the build. */
public final class DistributionFiles {
    private DistributionFiles() {}

    /**
     * Writes the completion script for bash and a manual page for each command.
     *
     * @param arguments the folder, which gets a folder {@code share}, and the version of the program.
     * @throws IOException if a file cannot be written.
     */
    public static void main(final String[] arguments) throws IOException {
        final Path share = Path.of(arguments[0]).resolve("share");
        final CommandLine annoy = AnnoyCommand.commandLine();
        final Path completions = Files.createDirectories(share.resolve("bash-completion/completions"));
        Files.writeString(completions.resolve("annoy"), AutoComplete.bash("annoy", annoy));
        final Path manual = Files.createDirectories(share.resolve("man/man1"));
        final List<CommandLine> commands =
                new ArrayList<>(annoy.getSubcommands().values());
        commands.removeIf(command -> command.getCommandSpec().userObject() instanceof CommandLine.HelpCommand);
        commands.add(annoy);
        for (final CommandLine command : commands) {
            final ManPage page = new ManPage(command);
            Files.writeString(manual.resolve(page.name() + ".1"), page.render(arguments[1]));
        }
    }
}
