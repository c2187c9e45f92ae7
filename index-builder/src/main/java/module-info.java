/** Builds index files: {@link org.annoyindex.builder.IndexBuilder} takes vectors and writes one. */
@SuppressWarnings("requires-automatic") // Agrona has no descriptor
module org.annoyindex.builder {
    requires transitive org.annoyindex.query;
    requires org.agrona;
    requires static org.apache.commons.csv; // to read .csv and .tsv files only
    requires static transitive org.jspecify;

    exports org.annoyindex.builder;
    exports org.annoyindex.builder.input;
}
