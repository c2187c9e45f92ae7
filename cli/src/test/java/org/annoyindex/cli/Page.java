package org.annoyindex.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A page of the documentation: its commands, and its blocks of Java, each of which continues the one before. */
final class Page {
    /** Not {@code demo}, which has no arguments. */
    private static final Pattern COMMAND = Pattern.compile("(?:bin/)?annoy +(\\w+ .*)");

    private final Path file;
    private final List<String> java;
    private final List<String> commands;

    private Page(final Path file) throws IOException {
        this.file = file;
        java = Examples.in(file);
        commands = Files.readAllLines(file).stream()
                .map(COMMAND::matcher)
                .filter(command -> command.matches() && !command.group(1).contains(" data/"))
                .map(command -> command.group(1))
                .toList();
    }

    /** The README and what is in {@code docs}. */
    static List<Page> all(final Path root) throws IOException {
        final List<Page> pages = new ArrayList<>();
        pages.add(new Page(root.resolve("README.md")));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root.resolve("docs"), "*.md")) {
            for (final Path file : files) {
                pages.add(new Page(file));
            }
        }
        return pages;
    }

    /** All blocks of Java; empty if there are none. */
    String java() {
        return String.join("\n", java);
    }

    /** The commands, each without {@code annoy}; not those that need data that is fetched. */
    List<String> commands() {
        return commands;
    }

    @Override
    public String toString() {
        return file.getFileName().toString();
    }
}
