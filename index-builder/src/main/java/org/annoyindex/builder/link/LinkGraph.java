package org.annoyindex.builder.link;

/**
 * A graph of items, all by position.
 *
 * @param rows the items to which each item is linked, {@link org.annoyindex.core.format.ItemPages#LINKS} of them: those that the pruning rule kept first,
 *     nearest first, then others. Items are unique within a row and never linked to themselves. If there are too few items,
 *     the rest of a row is -1.
 * @param entries where searches enter: an item in the middle of each leaf, or of each of a few thousand groups of leaves; then
 *     others, almost always none, so that every item can be reached from an entry.
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier; never compared
public record LinkGraph(int[][] rows, int[] entries) {}
