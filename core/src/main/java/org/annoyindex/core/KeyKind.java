package org.annoyindex.core;

import java.util.Locale;

/** How the items of an index are identified outside it, besides by their ids. Every key belongs to exactly one item. */
public enum KeyKind {
    /** By ids only. Items may still have labels, which need not be unique. */
    NONE,
    /** By unique 64-bit numbers; any number can be a key. */
    NUMBERS,
    /** By unique strings, which are also the items' labels. */
    STRINGS;

    /**
     * Returns the name of this kind in lower case, for instance {@code numbers}, as on the command line.
     *
     * @return the name.
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
