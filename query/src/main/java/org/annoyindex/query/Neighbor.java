package org.annoyindex.query;

/**
 * An item that a search found.
 *
 * @param id of the item.
 * @param distance from the query by the index's metric.
 */
public record Neighbor(int id, float distance) {}
