package org.annoyindex.builder.write;

import java.util.List;
import org.annoyindex.builder.grow.PageTree;
import org.annoyindex.builder.grow.Points;
import org.annoyindex.core.Metric;
import org.annoyindex.core.format.KeyList;
import org.annoyindex.core.format.LabelList;
import org.annoyindex.core.math.PointSpace;

/**
 * The content of an index file but for the recall profile.
 *
 * @param metric of the index.
 * @param dimension components of a vector.
 * @param space in which the trees were grown.
 * @param seed of the index.
 * @param leavesPerItem largest number of leaves of a tree that hold an item.
 * @param trees one or more; none if there are no items.
 * @param points the items' points.
 * @param vectors the items' vectors as they were added.
 * @param keys that are numbers; empty if items have none.
 * @param labels empty if items have none.
 */
public record IndexContents(
        Metric metric,
        int dimension,
        PointSpace space,
        long seed,
        int leavesPerItem,
        List<PageTree> trees,
        Points points,
        Vectors vectors,
        KeyList keys,
        LabelList labels) {

    /**
     * A number that is added to the squared distance estimated by an item's sketch. By definition the angular distance of a
     * zero vector is sqrt(2), but its point has distance 1 to that of every query.
     *
     * @param point the item's.
     * @return 1 for a zero vector of an angular index, else 0.
     */
    float sketchShift(final float[] point) {
        if (metric != Metric.ANGULAR) {
            return 0;
        }
        for (final float component : point) {
            if (component != 0) {
                return 0;
            }
        }
        return 1;
    }

    /** The vectors by id. */
    @FunctionalInterface
    public interface Vectors {
        /**
         * Copies a vector.
         *
         * @param id of the item.
         * @param vector receives the components.
         * @param offset index of the first.
         */
        void read(int id, float[] vector, int offset);
    }
}
