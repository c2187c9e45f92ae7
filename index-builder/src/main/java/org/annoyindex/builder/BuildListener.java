package org.annoyindex.builder;

/** Gets the progress of a build. Called by the thread that writes the index. */
@FunctionalInterface
public interface BuildListener {
    /** The stages of a build, in their order. */
    enum Stage {
        /** Growing trees and refining their leaves. */
        GROW("growing trees"),
        /** Writing the file. */
        WRITE("writing"),
        /** Linking items. Omitted if they are not to be linked. */
        LINK("linking items"),
        /** Measuring recall at several efforts. */
        MEASURE("measuring recall");

        private final String label;

        Stage(final String label) {
            this.label = label;
        }

        /** {@return the stage in words, for a display} */
        public String label() {
            return label;
        }
    }

    /**
     * Gets the progress.
     *
     * @param stage the current stage.
     * @param share of this stage that is done, 0 to 1.
     */
    void progress(Stage stage, double share);
}
