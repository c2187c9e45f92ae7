/** Builds index files: {@link org.annoyindex.builder.IndexBuilder} takes vectors and writes one. */
@SuppressWarnings({"requires-automatic", "module"}) // Agrona has no descriptor; annoy-formats is optional
module org.annoyindex.builder {
    requires transitive org.annoyindex.query;
    requires org.agrona;
    requires static org.apache.commons.csv; // to read .csv and .tsv files only
    requires static transitive org.jspecify;

    exports org.annoyindex.builder;
    exports org.annoyindex.builder.input;
    exports org.annoyindex.builder.input.source to
            org.annoyindex.formats;
    exports org.annoyindex.builder.input.table to
            org.annoyindex.formats;
    exports org.annoyindex.builder.input.text to
            org.annoyindex.formats;

    uses org.annoyindex.builder.input.source.FormatProvider;
    uses org.annoyindex.builder.input.source.Unpacker;
}
