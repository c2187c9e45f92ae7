package org.annoyindex.benchmarks.report;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.annoyindex.benchmarks.run.ParetoFront;
import org.annoyindex.benchmarks.run.ResultLine;
import org.annoyindex.benchmarks.run.ResultLines;

/**
 * All results of a data set.
 *
 * @param dataset name of the data set.
 * @param runs at least one, latest last.
 * @param builds of indexes.
 * @param searches measured settings, in line order.
 */
record Results(
        String dataset, List<ResultLine.Run> runs, List<ResultLine.Build> builds, List<ResultLine.Search> searches) {

    /** Id of this project, with which the others are compared. */
    static final String OURS = "annoyindex";

    /**
     * Reads all {@code .jsonl} files of a folder.
     *
     * @param folder with results.
     * @return at least one data set, the largest first.
     * @throws IOException if there are no results or a file is invalid.
     */
    static List<Results> readAll(final Path folder) throws IOException {
        final List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jsonl")) {
            found.forEach(files::add);
        } catch (final NoSuchFileException ex) {
            throw new IOException(folder + ": no such folder; run 'bin/bench run' or give another --dir", ex);
        }
        files.sort(Comparator.naturalOrder());
        final Map<String, List<ResultLine>> lines = new TreeMap<>();
        for (final Path file : files) {
            for (final ResultLine line : ResultLines.read(file)) {
                lines.computeIfAbsent(line.dataset(), name -> new ArrayList<>()).add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new IOException(folder + " has no results; measure with 'bin/bench run'");
        }
        final List<Results> all = new ArrayList<>();
        for (final Map.Entry<String, List<ResultLine>> dataset : lines.entrySet()) {
            all.add(of(folder, dataset.getKey(), dataset.getValue()));
        }
        all.sort(Comparator.comparing((Results results) -> -results.latest().items())
                .thenComparing(Results::dataset));
        return all;
    }

    private static Results of(final Path folder, final String dataset, final List<ResultLine> lines)
            throws IOException {
        final Results results = new Results(
                dataset,
                only(ResultLine.Run.class, lines),
                only(ResultLine.Build.class, lines),
                only(ResultLine.Search.class, lines));
        if (results.runs.isEmpty()) {
            throw new IOException(folder + " has results for " + dataset
                    + " but no line of kind run, which describes the machine; measure again with 'bin/bench run'");
        }
        for (final ResultLine.Search search : results.searches) {
            if (lacksRates(search.validation()) || lacksRates(search.test())) {
                throw new IOException(folder + " has a search of " + dataset + " with "
                        + search.library().id() + " without rates above 0; delete its line and measure again");
            }
        }
        return results;
    }

    private static boolean lacksRates(final ResultLine.Figures figures) {
        return figures.wallQps().isEmpty()
                || figures.cpuQps().isEmpty()
                || figures.wallQps().stream().anyMatch(rate -> rate <= 0)
                || figures.cpuQps().stream().anyMatch(rate -> rate <= 0);
    }

    private static <T extends ResultLine> List<T> only(final Class<T> kind, final List<ResultLine> lines) {
        return lines.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The latest run; items, dimension and metric are the same in all. */
    ResultLine.Run latest() {
        return runs.get(runs.size() - 1);
    }

    /** The libraries with searches: this project first, then the others in line order. */
    List<ResultLine.Library> libraries() {
        final Map<String, ResultLine.Library> libraries = new LinkedHashMap<>();
        for (final ResultLine.Search search : searches) {
            libraries.put(search.library().id(), search.library());
        }
        final List<ResultLine.Library> sorted = new ArrayList<>(libraries.values());
        sorted.sort(Comparator.comparing(library -> !library.id().startsWith(OURS)));
        return sorted;
    }

    List<ResultLine.Search> searchesOf(final String library) {
        return searches.stream()
                .filter(search -> search.library().id().equals(library))
                .toList();
    }

    /** The front of a library by median rates. */
    ParetoFront front(final String library, final Clock clock) {
        return front(searchesOf(library), clock, clock::rate);
    }

    /**
     * The front of a library with the rates of a round, at the settings that are chosen by median rates; empty if some
     * setting has fewer rounds.
     */
    Optional<ParetoFront> front(final String library, final Clock clock, final int round) {
        final List<ResultLine.Search> own = searchesOf(library);
        if (own.isEmpty()
                || own.stream().anyMatch(search -> clock.rounds(search.test()).size() <= round)) {
            return Optional.empty();
        }
        return Optional.of(front(own, clock, figures -> clock.rounds(figures).get(round)));
    }

    private static ParetoFront front(
            final List<ResultLine.Search> searches,
            final Clock clock,
            final ToDoubleFunction<ResultLine.Figures> testRate) {
        return ParetoFront.of(searches.stream()
                .map(search -> new ParetoFront.Setting(
                        new ParetoFront.Point(search.validation().recall(), clock.rate(search.validation())),
                        new ParetoFront.Point(search.test().recall(), testRate.applyAsDouble(search.test()))))
                .toList());
    }

    /** The setting of a library that, for the validation queries, is the fastest to reach a recall. */
    Optional<ResultLine.Search> reaching(final String library, final double recall) {
        return searchesOf(library).stream()
                .filter(search -> search.validation().recall() >= recall)
                .max(Comparator.comparingDouble(search -> Clock.WALL.rate(search.validation())));
    }
}
