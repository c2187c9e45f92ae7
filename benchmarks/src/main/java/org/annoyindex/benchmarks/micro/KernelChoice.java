package org.annoyindex.benchmarks.micro;

import org.annoyindex.core.kernel.Kernels;

/** Which kernel a benchmark's JVM uses: a JVM has one, chosen when it is first asked for. */
final class KernelChoice {
    static final String SCALAR = "scalar";
    static final String VECTOR = "vector";

    private KernelChoice() {}

    /**
     * Chooses the kernel of this JVM, which must be a fork of its own for each.
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
