package org.annoyindex.builder.recall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annoyindex.core.format.LinkProfile;
import org.annoyindex.core.format.RecallProfile;

/**
 * What was measured of an index: searches from leaf to leaf, and over links. The two ways are compared by counted cost, so
 * that the same input gives the same file on every machine.
 */
public final class MeasuredProfiles {
    /** Recalls at which the costs are compared: from the lowest to the highest, by steps. */
    private static final double LOWEST = 0.3;

    private static final double HIGHEST = 0.995;
    private static final double STEP = 0.005;

    private final List<MeasuredCurve> leaves;
    private final List<MeasuredCurve> links;

    MeasuredProfiles(final List<MeasuredCurve> leaves, final List<MeasuredCurve> links) {
        this.leaves = List.copyOf(leaves);
        this.links = List.copyOf(links);
    }

    /** {@return the profile of searches from leaf to leaf} */
    public RecallProfile leaves() {
        return new RecallProfile(leaves.stream().map(MeasuredCurve::curve).toList());
    }

    /** {@return the profile of searches over links, if the index has links} */
    public Optional<LinkProfile> links() {
        if (links.isEmpty()) {
            return Optional.empty();
        }
        final List<LinkProfile.Range> cheaper = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            cheaper.add(cheaper(leaves.get(i), links.get(i)));
        }
        return Optional.of(new LinkProfile(
                new RecallProfile(links.stream().map(MeasuredCurve::curve).toList()), cheaper));
    }

    /**
     * What a search over links costs, as a share of the cost from leaf to leaf.
     *
     * @param recall asked for.
     * @param neighbors number of neighbors, one of those measured.
     * @return the share; infinite if searches over links did not reach the recall, or were not measured.
     */
    public double shareOfCost(final double recall, final int neighbors) {
        for (int i = 0; i < links.size(); i++) {
            if (links.get(i).curve().neighbors() == neighbors) {
                return links.get(i).costOf(recall) / leaves.get(i).costOf(recall);
            }
        }
        return Double.POSITIVE_INFINITY;
    }

    /** The longest range of recalls for which links cost less. */
    private static LinkProfile.Range cheaper(final MeasuredCurve leaves, final MeasuredCurve links) {
        int best = 0;
        double from = 0;
        int length = 0;
        final int steps = (int) Math.round((HIGHEST - LOWEST) / STEP);
        for (int i = 0; i <= steps; i++) {
            final double recall = LOWEST + i * STEP;
            length = links.costOf(recall) < leaves.costOf(recall) ? length + 1 : 0;
            if (length > best) {
                best = length;
                from = recall - (length - 1) * STEP;
            }
        }
        return best == 0
                ? new LinkProfile.Range(0, 0)
                : new LinkProfile.Range((float) from, (float) (from + (best - 1) * STEP));
    }
}
