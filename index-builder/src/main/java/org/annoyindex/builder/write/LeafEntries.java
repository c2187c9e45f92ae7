package org.annoyindex.builder.write;

import org.annoyindex.builder.grow.Groups;
import org.annoyindex.builder.grow.PageTree;

/** The entries of a tree's leaf pages: the leaf's items first, then those that have it as their second leaf. */
final class LeafEntries {
    private final Groups first;
    private final int[] secondStarts;
    private final int[] secondItems;

    LeafEntries(final PageTree tree) {
        first = tree.leaves().groups();
        final int leaves = first.count();
        secondStarts = new int[leaves + 1];
        secondItems = new int[tree.second().length];
        for (final int leaf : tree.second()) {
            secondStarts[leaf + 1]++;
        }
        for (int leaf = 0; leaf < leaves; leaf++) {
            secondStarts[leaf + 1] += secondStarts[leaf];
        }
        final int[] next = secondStarts.clone();
        for (int item = 0; item < tree.second().length; item++) {
            secondItems[next[tree.second()[item]]++] = item;
        }
    }

    int size(final int leaf) {
        return first.size(leaf) + secondStarts[leaf + 1] - secondStarts[leaf];
    }

    int item(final int leaf, final int entry) {
        final int firsts = first.size(leaf);
        return entry < firsts
                ? first.members()[first.starts()[leaf] + entry]
                : secondItems[secondStarts[leaf] + entry - firsts];
    }
}
