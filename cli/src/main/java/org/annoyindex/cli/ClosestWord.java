package org.annoyindex.cli;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the word that someone probably meant: the one with the smallest number of inserted, deleted, replaced and swapped
 * characters (the optimal string alignment distance), if that is small for the length of the word. A word that begins like
 * another one of at least three characters is close to it, too.
 */
final class ClosestWord {
    /** One edit is allowed per this number of characters. */
    private static final int CHARACTERS_PER_EDIT = 3;

    private ClosestWord() {}

    /**
     * Finds the closest of some words, ignoring case.
     *
     * @param given what was typed.
     * @param words the possible words.
     * @return the first of the closest words; empty if none is close.
     */
    static Optional<String> find(final String given, final Collection<String> words) {
        final String wanted = given.toLowerCase(Locale.ROOT);
        Optional<String> closest = Optional.empty();
        int fewest = Integer.MAX_VALUE;
        for (final String word : words) {
            final String candidate = word.toLowerCase(Locale.ROOT);
            final boolean prefix = wanted.length() >= CHARACTERS_PER_EDIT && candidate.startsWith(wanted);
            final int edits = prefix ? 1 : edits(wanted, candidate);
            if (edits < fewest && edits <= (Math.max(wanted.length(), candidate.length()) + 1) / CHARACTERS_PER_EDIT) {
                closest = Optional.of(word);
                fewest = edits;
            }
        }
        return closest;
    }

    private static int edits(final String a, final String b) {
        final int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                final int replaced = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replaced, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
