package org.annoyindex.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of a command, in the man macros of roff (man(7)), from the same description as its help. */
final class ManPage {
    private final CommandSpec spec;
    private final Help help;
    private final StringBuilder text = new StringBuilder();

    ManPage(final CommandLine command) {
        spec = command.getCommandSpec();
        help = new Help(spec, Help.defaultColorScheme(Help.Ansi.OFF));
    }

    /** The name of the page: {@code annoy} or, for a command of it, {@code annoy-query}. */
    String name() {
        return spec.qualifiedName("-");
    }

    /**
     * Writes the page.
     *
     * @param version of the program.
     * @return the text of the page.
     */
    String render(final String version) {
        final String description = String.join(" ", spec.usageMessage().description());
        line(".TH " + quoted(name().toUpperCase(Locale.ROOT)) + " 1 \"\" " + quoted("annoy " + version)
                + " \"annoy manual\"");
        section("NAME");
        paragraph(escaped(name()) + " \\- " + escaped(description.replaceFirst("\\.$", "")));
        section("SYNOPSIS");
        paragraph("\\fB" + escaped(spec.qualifiedName()) + "\\fR" + synopsis());
        section("DESCRIPTION");
        paragraph(escaped(description));
        commands();
        options();
        section("EXIT STATUS");
        for (final Map.Entry<String, String> code :
                spec.usageMessage().exitCodeList().entrySet()) {
            item(code.getKey(), code.getValue());
        }
        examples();
        seeAlso();
        return text.toString();
    }

    private String synopsis() {
        final String synopsis = help.synopsis(0).strip();
        return escaped(synopsis.substring(spec.qualifiedName().length()).replaceAll("\\s+", " "));
    }

    private void commands() {
        if (spec.subcommands().isEmpty()) {
            return;
        }
        section("COMMANDS");
        for (final Map.Entry<String, CommandLine> command : spec.subcommands().entrySet()) {
            item(
                    command.getKey(),
                    String.join(
                            " ",
                            command.getValue().getCommandSpec().usageMessage().description()));
        }
    }

    private void options() {
        section("OPTIONS");
        for (final PositionalParamSpec parameter : spec.positionalParameters()) {
            item(parameter.paramLabel(), String.join(" ", parameter.description()));
        }
        for (final OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                final String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                item(String.join(", ", option.names()) + value, String.join(" ", option.description()));
            }
        }
    }

    /** The examples of the help, and the notes after them. */
    private void examples() {
        section("EXAMPLES");
        boolean example = false;
        for (final String line : spec.usageMessage().footer()) {
            final boolean next = line.startsWith("  ");
            if (next != example) {
                line(next ? ".nf" : ".fi");
            }
            example = next;
            line(line.isEmpty() ? ".PP" : escaped(line.strip()));
        }
        if (example) {
            line(".fi");
        }
    }

    private void seeAlso() {
        section("SEE ALSO");
        if (spec.parent() == null) {
            line(spec.subcommands().keySet().stream()
                    .filter(name -> !name.equals("help"))
                    .map(name -> ".BR " + escaped("annoy-" + name) + " (1)")
                    .reduce((one, other) -> one + "\n" + other)
                    .orElse(""));
        } else {
            line(".BR annoy (1)");
        }
    }

    private void section(final String name) {
        line(".SH " + name);
    }

    private void paragraph(final String escaped) {
        line(escaped);
    }

    private void item(final String term, final String description) {
        line(".TP");
        line("\\fB" + escaped(term) + "\\fR");
        line(escaped(description));
    }

    private void line(final String line) {
        text.append(line).append('\n');
    }

    private static String quoted(final String word) {
        return '"' + escaped(word) + '"';
    }

    /** Escapes what roff would interpret: backslashes, hyphens, and dots and quotes that begin a line. */
    private static String escaped(final String text) {
        final String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }
}
