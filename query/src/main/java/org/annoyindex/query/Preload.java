package org.annoyindex.query;

/** What part of a file is read into memory when it is opened, see {@link LoadOptions#preload}. */
public enum Preload {
    /** The header alone: pages are read from disk when a search first touches them. */
    NONE,

    /**
     * The trees, with which a search chooses the items to compare: inner and leaf pages with the sketches, a twentieth to an
     * eighth of a file. The vectors, of which a search reads some hundreds, stay on disk until then. For a file of Spotify's
     * Annoy all nodes but the items', which may be most of it.
     */
    TREES,

    /** Everything. */
    ALL
}
