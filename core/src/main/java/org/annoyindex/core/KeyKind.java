package org.annoyindex.core;

import java.util.Locale;

/** What the items of an index are known by outside of it, each by another. */
public enum KeyKind {
    /** By nothing but their ids. Labels there may be, which need not differ. */
    NONE,
    /** By any 64-bit numbers. */
    NUMBERS,
    /** By their labels, no two of which are equal. */
    STRINGS;

    /** @return the name used on the command line: lower case, for instance {@code numbers}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
