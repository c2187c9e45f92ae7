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

    LiteralCommandLine(final Object command) {
        super(command);
    }

    @Override
    public ParseResult parseArgs(final String... arguments) {
        final CommandLine command =
                arguments.length == 0 ? this : getSubcommands().getOrDefault(arguments[0], this);
        checkDecoded(command, arguments);
        checkValues(command, arguments);
        return super.parseArgs(arguments);
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

    private static void checkValues(final CommandLine command, final String... arguments) {
        final Map<String, OptionSpec> options = command.getCommandSpec().optionsMap();
        for (int i = 0; i + 1 < arguments.length && !arguments[i].equals("--"); i++) {
            final OptionSpec option = options.get(arguments[i]);
            if (option == null || option.arity().max() == 0) {
                continue;
            }
            final String value = arguments[++i];
            if (options.containsKey(value.replaceFirst("=.*", ""))) {
                throw new ParameterException(
                        command,
                        arguments[i - 1] + " has no value: '" + value + "' is an option; if it is the value, write "
                                + option.longestName() + "=" + value);
            }
        }
    }
}
