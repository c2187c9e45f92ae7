package org.annoyindex.core.format;

import org.jspecify.annotations.Nullable;

/** What a section holds. Codes are part of the file format; readers skip unknown ones. */
public enum SectionKind {
    /** The mean of all points: float32s. */
    CENTER(1, true),
    /** The reference of each tree's root page: int32s. */
    ROOTS(2, true),
    /** Inner pages, see {@link SketchPage} and {@link InnerPage}. */
    INNER_PAGES(3, true),
    /** Leaf pages, see {@link SketchPage} and {@link LeafPage}. */
    LEAF_PAGES(4, true),
    /** The vectors in position order, see {@link VectorColumn}. */
    VECTORS(5, true),
    /** The position of each id: int32s. */
    POSITIONS(6, true),
    /** The id at each position: int32s. */
    IDS(7, true),
    /** One sketch per item in id order, see {@link SketchColumn}. */
    SKETCHES(11, false),
    /** Labels and their hash table, see {@link LabelColumn}. */
    LABELS(8, false),
    /** Keys that are numbers, and their hash table, see {@link KeyColumn}. */
    KEYS(10, false),
    /** The id of each vector in a hash table, see {@link VectorIdColumn}. */
    VECTOR_IDS(12, false),
    /** Links between items, see {@link ItemPages}. */
    ITEM_PAGES(13, false),
    /** The items at which searches over links begin: a {@link SketchPage} of items about the center. */
    ENTRY_PAGE(14, false),
    /** Recall measured at several efforts, see {@link RecallProfile}. Last, as measuring needs all other sections. */
    RECALL(9, false),
    /** Recall of searches over links, see {@link LinkProfile}. Last, too. */
    LINK_RECALL(15, false);

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

    /** @return whether every index has a section of this kind. */
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
