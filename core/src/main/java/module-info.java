/**
 * Metrics, kinds of keys and the file format. Programs see {@link org.annoyindex.core} alone; the other packages are
 * shared with the modules that search and build.
 */
// The modules named in qualified exports are compiled later, and Agrona has no descriptor.
@SuppressWarnings({"module", "requires-automatic"})
module org.annoyindex.core {
    requires org.agrona;
    requires jdk.unsupported; // to unmap files where there are no arenas
    requires static org.jspecify;

    exports org.annoyindex.core;
    exports org.annoyindex.core.format to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.kernel to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.math to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.memory to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.rank to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.sketch to
            org.annoyindex.query,
            org.annoyindex.builder;
    exports org.annoyindex.core.spotify to
            org.annoyindex.query,
            org.annoyindex.builder;
}
