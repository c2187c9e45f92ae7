package org.annoyindex.builder;

/** Told how a build is getting on. Called by the thread that writes the index. */
@FunctionalInterface
public interface BuildListener {
    /** What a build does, one after the other. */
    enum Stage {
        /** Growing and settling trees. */
        GROW("growing trees"),
        /** Writing the file. */
        WRITE("writing"),
        /** Measuring recall at several efforts. */
        MEASURE("measuring recall");

        private final String label;

        Stage(final String label) {
            this.label = label;
        }

        /** @return words for a display. */
        public String label() {
            return label;
        }
    }

    /**
     * @param stage what is being done.
     * @param share of this stage that is done, 0 to 1.
     */
    void progress(Stage stage, double share);
}
