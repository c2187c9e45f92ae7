package org.annoyindex.cli;

import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.annoyindex.core.KeyKind;
import org.annoyindex.query.AnnoyIndex;

/**
 * What makes an item of one index the same as an item of another.
 *
 * @param label in words.
 * @param nameInA what an item of the first index is known by, from its id.
 * @param nameInB the same of the second index.
 */
record ItemMatch(String label, IntFunction<Object> nameInA, IntFunction<Object> nameInB) {
    /** Keys if both have them, else labels if both have them, else ids. */
    static ItemMatch of(final AnnoyIndex a, final AnnoyIndex b) {
        final KeyKind keys = a.info().keyKind();
        if (keys == KeyKind.NUMBERS && b.info().keyKind() == KeyKind.NUMBERS) {
            return new ItemMatch("key", a::key, b::key);
        }
        if (keys == KeyKind.STRINGS && b.info().keyKind() == KeyKind.STRINGS) {
            return new ItemMatch("key", a::label, b::label);
        }
        if (a.info().isLabeled() && b.info().isLabeled()) {
            return new ItemMatch("label", a::label, b::label);
        }
        if (hasUnusedIds(a) && b.info().keyKind() == KeyKind.NUMBERS) {
            return new ItemMatch("id in A and key in B", id -> (long) id, b::key);
        }
        if (hasUnusedIds(b) && keys == KeyKind.NUMBERS) {
            return new ItemMatch("key in A and id in B", a::key, id -> (long) id);
        }
        return new ItemMatch("id", id -> id, id -> id);
    }

    private static boolean hasUnusedIds(final AnnoyIndex index) {
        return index.info().isSpotify() && IntStream.range(0, index.size()).anyMatch(id -> !index.contains(id));
    }
}
