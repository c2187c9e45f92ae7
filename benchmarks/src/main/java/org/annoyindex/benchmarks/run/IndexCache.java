package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.annoyindex.benchmarks.contender.Request;

/**
 * Caches indexes, each with a file with the figures of its build. An index is rebuilt if the vectors are newer, the
 * library reports another version, or, for this project and the C++ programs, the program is newer.
 */
final class IndexCache {
    private final Path folder;
    private final Path logs;
    private final Duration limit;
    private final Consumer<String> progress;

    IndexCache(final Path folder, final Path logs, final Duration limit, final Consumer<String> progress) {
        this.folder = folder;
        this.logs = logs;
        this.limit = limit;
        this.progress = progress;
    }

    Path index(final BenchmarkData data, final Entry entry) {
        final String parameters =
                entry.buildParameters().toWords().replace(' ', '-').replace("=", "");
        return folder.resolve(data.name()).resolve(parameters.isEmpty() ? entry.id() : entry.id() + "-" + parameters);
    }

    /** Builds an index unless it exists; returns the figures of its build in either case. */
    ResultLine.Build build(final String run, final BenchmarkData data, final Entry entry, final boolean again)
            throws IOException {
        final Path index = index(data, entry);
        final Path figures = index.resolveSibling(index.getFileName() + ".build.jsonl");
        try (EntryProcess process = EntryProcess.start(entry, logs.resolve(entry.id() + ".build.log"))) {
            if (!again
                    && Files.exists(index)
                    && Files.exists(figures)
                    && newer(figures, data.baseFile())
                    && (!entry.ageOfProgram() || newer(figures, entry.program()))) {
                final List<ResultLine> lines = ResultLines.read(figures);
                if (lines.size() == 1
                        && lines.get(0) instanceof ResultLine.Build build
                        && build.library().equals(entry.library(process.version()))
                        && build.threads() == entry.threads()) {
                    progress.accept(entry.id() + ": index exists, " + describe(build));
                    return build;
                }
            }
            progress.accept(entry.id() + ": building");
            Files.createDirectories(index.toAbsolutePath().getParent());
            Files.deleteIfExists(figures);
            delete(index);
            final Path partial = index.resolveSibling(index.getFileName() + ".partial");
            delete(partial);
            final Map<String, String> fields = entry.buildParameters().toFields();
            fields.put("base", data.baseFile().toString());
            fields.put("metric", data.metric().label());
            fields.put("index", partial.toAbsolutePath().toString());
            fields.put("threads", Integer.toString(entry.threads()));
            final Request built = process.ask(new Request("build", fields), "built", limit);
            if (!Files.exists(partial)) {
                throw new IOException(entry.id() + ": reported a build, but wrote no index");
            }
            Files.move(partial, index, StandardCopyOption.ATOMIC_MOVE);
            final ResultLine.Build build = new ResultLine.Build(
                    run,
                    data.name(),
                    entry.library(process.version()),
                    entry.buildParameters(),
                    entry.threads(),
                    built.integer("wall_ns") / 1e9,
                    built.integer("cpu_ns") / 1e9,
                    built.integer("peak_rss"),
                    bytes(index));
            ResultLines.append(figures, List.of(build));
            progress.accept(entry.id() + ": built, " + describe(build));
            return build;
        }
    }

    private static String describe(final ResultLine.Build build) {
        return String.format(
                Locale.ROOT,
                "%.1f s with %d threads (%.1f s of CPU), %,d MB, peak memory %,d MB",
                build.wallSeconds(),
                build.threads(),
                build.cpuSeconds(),
                build.indexBytes() / 1_000_000,
                build.peakRssBytes() / 1_000_000);
    }

    private static boolean newer(final Path file, final Path than) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(than)) >= 0;
    }

    private static long bytes(final Path index) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(index)) {
            for (final Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }

    private static void delete(final Path index) throws IOException {
        if (Files.exists(index)) {
            try (Stream<Path> files = Files.walk(index)) {
                for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
