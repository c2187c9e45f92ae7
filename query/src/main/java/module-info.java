/** Searches index files: {@link org.annoyindex.query.AnnoyIndex} opens one. */
@SuppressWarnings("requires-automatic") // Agrona has no descriptor
module org.annoyindex.query {
    requires transitive org.annoyindex.core;
    requires transitive roaringbitmap;
    requires org.agrona;
    requires static transitive org.jspecify;

    exports org.annoyindex.query;
}
