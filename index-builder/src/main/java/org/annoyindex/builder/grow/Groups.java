package org.annoyindex.builder.grow;

import java.util.Arrays;

/**
 * Points divided into groups: the members of group g are {@code members[starts[g]]} to {@code members[starts[g + 1] - 1]},
 * in ascending order.
 *
 * @param starts index of the first member of each group, and the number of members at the end.
 * @param members numbers of points, group by group.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record Groups(int[] starts, int[] members) {
    /** @return number of groups. */
    public int count() {
        return starts.length - 1;
    }

    /**
     * Returns the size of a group.
     *
     * @param group its number.
     * @return number of its members.
     */
    public int size(final int group) {
        return starts[group + 1] - starts[group];
    }

    /**
     * Lists the members of some groups.
     *
     * @param some numbers of groups.
     * @return their members, group by group in this order.
     */
    int[] membersOf(final int[] some) {
        final int[] listed = new int[Arrays.stream(some).map(this::size).sum()];
        int count = 0;
        for (final int group : some) {
            System.arraycopy(members, starts[group], listed, count, size(group));
            count += size(group);
        }
        return listed;
    }

    /** Collects points by the number of their group; a counting sort, so members stay in ascending order. */
    static Groups collect(final int[] groupOf, final int count) {
        final int[] starts = new int[count + 1];
        for (final int group : groupOf) {
            starts[group + 1]++;
        }
        for (int g = 0; g < count; g++) {
            starts[g + 1] += starts[g];
        }
        final int[] next = starts.clone();
        final int[] members = new int[groupOf.length];
        for (int point = 0; point < groupOf.length; point++) {
            members[next[groupOf[point]]++] = point;
        }
        return new Groups(starts, members);
    }
}
