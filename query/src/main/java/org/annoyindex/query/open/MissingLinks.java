package org.annoyindex.query.open;

import org.annoyindex.core.format.RecallProfile;
import org.annoyindex.query.IndexInfo;

/** Why a search cannot go over links between the items of an index. What can be done about it follows from that. */
public enum MissingLinks {
    /** The metric has no sketches, which links need. */
    NO_SKETCHES,
    /** There are so few items that all of them are compared. */
    FEW_ITEMS,
    /** A file of Spotify's Annoy has no place for links. */
    SPOTIFY,
    /** The index was built without links. */
    NOT_BUILT,
    /** There are links, but it is not known with which width a search over them reaches a recall. */
    NOT_MEASURED;

    /**
     * Says why an index cannot be searched for a recall over links.
     *
     * @param info what is known of the index, which has no profile of such searches.
     * @return the reason that is hardest to remove.
     */
    public static MissingLinks of(final IndexInfo info) {
        if (!info.metric().hasSketches()) {
            return NO_SKETCHES;
        }
        if (info.size() < RecallProfile.MIN_ITEMS) {
            return FEW_ITEMS;
        }
        if (info.isSpotify()) {
            return SPOTIFY;
        }
        return info.pageLayout().orElseThrow().links() == 0 ? NOT_BUILT : NOT_MEASURED;
    }

    /**
     * Says it in words.
     *
     * @param info of the index.
     * @return what is to be said of the file, to be continued by what to do.
     */
    public String describe(final IndexInfo info) {
        return switch (this) {
            case NO_SKETCHES -> "is an index of metric " + info.metric().label() + ", which has no links between items";
            case FEW_ITEMS ->
                "has " + info.size() + " items; indexes of fewer than " + RecallProfile.MIN_ITEMS
                        + " are searched exactly and have no links between items";
            case SPOTIFY -> "is a file of Spotify's Annoy, which has no links between items";
            case NOT_BUILT -> "has no links between items";
            case NOT_MEASURED -> "has no recall profile of searches over links";
        };
    }
}
