package org.annoyindex.benchmarks.rivals;

import java.nio.file.Path;

/** The version of a library, from the name of its jar. */
final class JarVersion {
    private JarVersion() {}

    static String of(final Class<?> type, final String artifact) {
        final String jar = Path.of(
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString();
        if (!jar.startsWith(artifact + "-") || !jar.endsWith(".jar")) {
            throw new IllegalStateException(type.getName() + " comes from " + jar + ", not from a jar of " + artifact);
        }
        return jar.substring(artifact.length() + 1, jar.length() - ".jar".length());
    }
}
