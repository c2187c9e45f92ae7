package org.annoyindex.benchmarks.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Converts an unpacked data package to base and query files; {@code bin/bench data} fetches the package and runs this.
 */
@Command(name = "data-convert", description = "Converts an unpacked data package to base and query files.")
public final class DataConvertCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            description = "One of: glove, fashion-mnist, sentences, sentences-768, sentences-1536.")
    private String name;

    @Option(
            names = "--package",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the unpacked package, which contains package.json.")
    private Path source;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder to write to.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        final DataSet dataSet = DataSet.named(name);
        if (!Files.isDirectory(source)) {
            throw new IOException(source + ": no such folder; 'bin/bench data " + name + "' fetches the package");
        }
        dataSet.conversion(source, this::say).run(output);
        return 0;
    }

    private void say(final String text) {
        spec.commandLine().getOut().println(text);
        spec.commandLine().getOut().flush();
    }
}
