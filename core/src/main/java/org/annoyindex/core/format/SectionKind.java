package org.annoyindex.core.format;

import org.jspecify.annotations.Nullable;

/** What a section holds. Codes are part of the file format; unknown ones are skipped by readers. */
public enum SectionKind {
    /** The mean of all points: float32s. */
    CENTER(1, true),
    /** One reference to a root page a tree: int32s. */
    ROOTS(2, true),
    /** Pages of pages, see {@link SketchPage} and {@link InnerPage}. */
    INNER_PAGES(3, true),
    /** Pages of items, see {@link SketchPage} and {@link LeafPage}. */
    LEAF_PAGES(4, true),
    /** The vectors in the order of their positions, see {@link VectorColumn}. */
    VECTORS(5, true),
    /** The position of every id: int32s. */
    POSITIONS(6, true),
    /** The id at every position: int32s. */
    IDS(7, true),
    /** A sketch of every item, by id, see {@link SketchColumn}. */
    SKETCHES(11, false),
    /** Labels and the table to find them by, see {@link LabelColumn}. */
    LABELS(8, false),
    /** Keys that are numbers and the table to find them by, see {@link KeyColumn}. */
    KEYS(10, false),
    /** Recall measured at several efforts, see {@link RecallProfile}; the last, as it is measured on all the others. */
    RECALL(9, false);

    private final int code;
    private final boolean required;

    SectionKind(final int code, final boolean required) {
        this.code = code;
        this.required = required;
    }

    /** @return the number that stands for this kind in the section table. */
    public int code() {
        return code;
    }

    /** @return whether a file without it is broken. */
    public boolean required() {
        return required;
    }

    static @Nullable SectionKind ofCode(final int code) {
        for (final SectionKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        return null;
    }
}
