package org.annoyindex.builder.input.table;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the name of a column says about its values. */
final class ColumnName {
    private static final Set<String> LABELS =
            Set.of("label", "word", "token", "name", "title", "term", "item", "class", "target");
    private static final Set<String> IDS = Set.of("key", "index", "idx", "uuid", "guid");
    private static final Set<String> LAST_WORDS_OF_IDS = Set.of("id", "uuid", "guid");

    /** Codes of goods. */
    private static final Set<String> CODES = Set.of("ean", "isbn", "sku", "asin", "gtin", "upc");

    private static final Set<String> VECTORS =
            Set.of("embedding", "vector", "embeddings", "vectors", "emb", "features");

    /** What pandas calls a column without a name, in CSV and in Parquet. */
    private static final Pattern UNNAMED = Pattern.compile("unnamed: \\d+|__index_level_\\d+__");

    /** Common compounds in one word; "acid" and "grid" are none. */
    private static final Pattern COMPOUND = Pattern.compile(
            "(user|item|movie|product|prod|doc|document|row|book|song|track"
                    + "|page|video|image|img|article|post|entity|node|customer|client|order|session|record|paper|word|token)_?id");

    private static final Pattern BETWEEN_WORDS =
            Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{N})(?=\\p{Lu})");

    private ColumnName() {}

    /** Whether a column of this name holds ids, or whatever names an item apart from its text. */
    static boolean isId(final String name) {
        final String lower = lower(name);
        if (isOneOf(IDS, lower)
                || UNNAMED.matcher(lower).matches()
                || COMPOUND.matcher(lower).matches()) {
            return true;
        }
        final String[] words = BETWEEN_WORDS.split(name.strip(), -1);
        for (final String word : words) {
            if (CODES.contains(lower(word))) {
                return true;
            }
        }
        return words.length > 0 && isOneOf(LAST_WORDS_OF_IDS, lower(words[words.length - 1]));
    }

    /** Whether a column of this name holds labels. */
    static boolean isLabel(final String name) {
        return isOneOf(LABELS, lower(name));
    }

    /** Whether a column of this name holds vectors. */
    static boolean isVector(final String name) {
        return VECTORS.contains(lower(name));
    }

    /** Whether a word is in a set, or the plural of one: parallel arrays have names like "ids". */
    private static boolean isOneOf(final Set<String> words, final String word) {
        return words.contains(word) || word.endsWith("s") && words.contains(word.substring(0, word.length() - 1));
    }

    private static String lower(final String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }
}
