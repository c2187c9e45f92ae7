package org.annoyindex.query.pool;

import org.annoyindex.query.exact.ExactComparer;
import org.annoyindex.query.open.IndexFile;
import org.annoyindex.query.open.PagedFile;
import org.annoyindex.query.open.SpotifyFile;
import org.annoyindex.query.pages.PagedRadiusSearch;
import org.annoyindex.query.pages.PagedSearch;
import org.annoyindex.query.search.NearestSearch;
import org.annoyindex.query.search.NearestStrategy;
import org.annoyindex.query.search.RadiusSearch;
import org.annoyindex.query.search.RadiusStrategy;
import org.annoyindex.query.spotify.SpotifyRadiusSearch;
import org.annoyindex.query.spotify.SpotifySearch;

/** Makes the searches of each kind of file. A file does not know them. */
final class SearchFactory {
    private SearchFactory() {}

    static NearestSearch nearest(final IndexFile file) {
        final ExactComparer comparer = new ExactComparer(file);
        final NearestStrategy strategy;
        if (file instanceof PagedFile paged) {
            strategy = new PagedSearch(paged, comparer);
        } else if (file instanceof SpotifyFile spotify) {
            strategy = new SpotifySearch(spotify, comparer);
        } else {
            throw new AssertionError(file.getClass());
        }
        return new NearestSearch(comparer, strategy);
    }

    static RadiusSearch within(final IndexFile file) {
        final ExactComparer comparer = new ExactComparer(file);
        final RadiusStrategy strategy;
        if (file instanceof PagedFile paged) {
            strategy = new PagedRadiusSearch(paged, comparer);
        } else if (file instanceof SpotifyFile spotify) {
            strategy = new SpotifyRadiusSearch(spotify, comparer);
        } else {
            throw new AssertionError(file.getClass());
        }
        return new RadiusSearch(comparer, strategy);
    }
}
