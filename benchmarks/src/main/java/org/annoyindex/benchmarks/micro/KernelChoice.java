package org.annoyindex.benchmarks.micro;

import org.annoyindex.core.kernel.Kernels;

/** Chooses the kernel of a benchmark's JVM. A JVM has one kernel, chosen on first use. */
final class KernelChoice {
    static final String SCALAR = "scalar";
    static final String VECTOR = "vector";

    private KernelChoice() {}

    /**
     * Chooses the kernel of this JVM; each kernel needs its own fork.
     *
     * @param name {@link #SCALAR} or {@link #VECTOR}.
     * @return the kernel.
     */
    static Kernels of(final String name) {
        if (name.equals(SCALAR)) {
            System.setProperty("annoy.kernel", SCALAR);
        }
        final Kernels kernels = Kernels.active();
        if (!kernels.name().equals(name)) {
            throw new IllegalStateException(
                    "this JVM uses the " + kernels.name() + " kernel, not the " + name
                            + " one; fork (-f 1), on a JDK 25 with --add-modules jdk.incubator.vector, or give -p kernel=scalar");
        }
        return kernels;
    }
}
