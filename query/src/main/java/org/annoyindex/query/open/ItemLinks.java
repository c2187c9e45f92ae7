package org.annoyindex.query.open;

import org.annoyindex.core.format.ItemPages;
import org.annoyindex.core.format.LinkProfile;
import org.annoyindex.core.memory.MappedRegion;
import org.jspecify.annotations.Nullable;

/**
 * The links between the items of a file.
 *
 * @param pages of the items.
 * @param entryPage the page of the items at which searches begin.
 * @param profile recall of searches over links; null if none was measured.
 */
public record ItemLinks(
        ItemPages pages, MappedRegion entryPage, @Nullable LinkProfile profile) {}
