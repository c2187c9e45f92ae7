package org.annoyindex.cli;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the words of a command line, and which word was probably meant. */
final class UsageProblem {
    private UsageProblem() {}

    /** Describes a problem that picocli found. */
    static String describe(final ParameterException problem) {
        final CommandLine command = problem.getCommandLine();
        final String help = command.getParent() == null ? "annoy --help" : "annoy help " + command.getCommandName();
        final String text = text(problem);
        return text + (text.endsWith("?") ? " See '" : "; see '") + help + "'";
    }

    private static String text(final ParameterException problem) {
        // An option that is misspelled is missing, too: the misspelling is what has to be corrected.
        final Optional<String> unknown = unknown(problem).stream().findFirst();
        if (unknown.isPresent()) {
            return unknown(unknown.get(), problem.getCommandLine());
        }
        return value(problem)
                .orElseGet(() -> String.valueOf(problem.getMessage()).replaceFirst("^Error: ", ""));
    }

    private static List<String> unknown(final ParameterException problem) {
        final List<String> unmatched = problem.getCommandLine().getUnmatchedArguments();
        return problem instanceof UnmatchedArgumentException found && unmatched.isEmpty()
                ? found.getUnmatched()
                : unmatched;
    }

    private static String unknown(final String word, final CommandLine command) {
        if (word.startsWith("-")) {
            final String name = word.replaceFirst("=.*", "");
            final List<String> options = command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .flatMap(option -> Stream.of(option.names()))
                    .toList();
            return "unknown option " + name + didYouMean(name, options);
        }
        return command.getParent() == null
                ? "unknown command '" + word + "'"
                        + didYouMean(word, command.getSubcommands().keySet())
                : "unexpected argument '" + word + "'; quote values that have spaces";
    }

    /** Describes a value that is not of a closed set, if that is the problem. */
    private static Optional<String> value(final ParameterException problem) {
        final ArgSpec option = problem.getArgSpec();
        final String value = problem.getValue();
        if (option == null || value == null || !option.type().isEnum()) {
            return Optional.empty();
        }
        final List<String> known = Stream.of(
                        Objects.requireNonNull(option.type().getEnumConstants()))
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .toList();
        final String name = option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
        return Optional.of(
                name + " is '" + value + "'; use one of " + String.join(", ", known) + didYouMean(value, known));
    }

    /** A question to add to a message; empty if no word is close. */
    static String didYouMean(final String given, final Collection<String> words) {
        return ClosestWord.find(given, words)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
    }
}
