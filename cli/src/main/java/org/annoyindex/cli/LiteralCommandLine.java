package org.annoyindex.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command line whose words mean what they say: what is behind {@code --label=} is the label, whatever it looks like, and a
 * separate word that is an option is never the value of the option before it.
 */
final class LiteralCommandLine extends CommandLine {
    /** What Java puts in the place of bytes that it cannot decode. */
    private static final char UNDECODED = '\uFFFD';

    /** Ends the options in place of {@code --}, which may be a value; no argument of a process can hold it. */
    private static final String END_OF_OPTIONS = "\0";

    LiteralCommandLine(final Object command) {
        super(command);
    }

    /** Sets how words are taken, after the commands have been added. */
    void setLiteral() {
        setExpandAtFiles(false);
        setEndOfOptionsDelimiter(END_OF_OPTIONS);
        setAllowOptionsAsOptionParameters(true); // behind '=' only; separate words are refused here
    }

    @Override
    public ParseResult parseArgs(final String... arguments) {
        final CommandLine command =
                arguments.length == 0 ? this : getSubcommands().getOrDefault(arguments[0], this);
        checkDecoded(command, arguments);
        return super.parseArgs(withEndOfOptions(command, arguments));
    }

    /** Without a locale Java cannot decode arguments in other scripts, and would search for another word. */
    private static void checkDecoded(final CommandLine command, final String... arguments) {
        final String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
        if (Charset.isSupported(encoding) && Charset.forName(encoding).equals(StandardCharsets.UTF_8)) {
            return;
        }
        for (final String argument : arguments) {
            if (argument.indexOf(UNDECODED) >= 0) {
                throw new ParameterException(
                        command,
                        "the argument '" + argument.replace(UNDECODED, '?') + "' has characters that the locale ("
                                + encoding + ") does not have; set LC_ALL=C.UTF-8");
            }
        }
    }

    /** Refuses options in the place of values, and finds the word that ends the options. */
    private static String[] withEndOfOptions(final CommandLine command, final String... arguments) {
        final Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
        final String[] words = arguments.clone();
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("--")) {
                words[i] = END_OF_OPTIONS;
                break;
            }
            final OptionSpec option = options.get(words[i]);
            if (option == null || option.arity().max() == 0 || i + 1 == words.length) {
                continue;
            }
            final String value = words[++i];
            if (options.containsKey(value.replaceFirst("=.*", ""))) {
                throw new ParameterException(
                        command,
                        words[i - 1] + " has no value: '" + value + "' is an option; if it is the value, write "
                                + option.longestName() + "=" + value);
            }
        }
        return words;
    }
}
