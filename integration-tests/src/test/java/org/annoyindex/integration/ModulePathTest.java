package org.annoyindex.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.core.kernel.Kernels;
import org.annoyindex.query.AnnoyIndex;
import org.annoyindex.query.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library's jars as named modules: they are searched, and the packages of core stay inside the library. */
final class ModulePathTest {
    private static final String CORE = "org.annoyindex.core";
    private static final String QUERY = "org.annoyindex.query";

    @TempDir
    private Path folder;

    @Test
    void indexesAreSearchedByJarsThatAreModules() throws IOException, ReflectiveOperationException {
        final Path[] jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.matches(".*/(annoy-core|annoy-query|agrona|RoaringBitmap)-[^/]*\\.jar"))
                .map(Path::of)
                .toArray(Path[]::new);
        assumeTrue(jars.length == 4, "the classes are in folders here, not in jars; run 'mvn verify'");
        final Configuration modules =
                ModuleLayer.boot().configuration().resolve(ModuleFinder.of(jars), ModuleFinder.of(), Set.of(QUERY));
        final ModuleLayer.Controller controller = ModuleLayer.defineModulesWithOneLoader(
                modules, List.of(ModuleLayer.boot()), ClassLoader.getPlatformClassLoader());
        final ModuleLayer layer = controller.layer();
        final Module core = layer.findModule(CORE).orElseThrow();
        assertFalse(core.getDescriptor().isAutomatic());
        assertFalse(layer.findModule(QUERY).orElseThrow().getDescriptor().isAutomatic());
        final List<String> exported = core.getPackages().stream()
                .filter(name -> core.isExported(name))
                .toList();
        assertEquals(List.of(CORE), exported, "packages of core that programs see");

        final ClassLoader loader = layer.findLoader(QUERY);
        final Class<?> type = loader.loadClass(AnnoyIndex.class.getName());
        final Class<?> kernels = loader.loadClass(Kernels.class.getName());
        controller.addExports(core, kernels.getPackageName(), getClass().getModule());
        final Object active = kernels.getMethod("active").invoke(null);
        assertEquals(
                System.getProperty("annoy.test.kernel"),
                kernels.getMethod("name").invoke(active));

        final Path file = SampleVectors.build(
                folder.resolve("x"), Metric.ANGULAR, SampleVectors.random(Metric.ANGULAR, 2000, 24, 1));
        final Object index = type.getMethod("load", Path.class).invoke(null, file);
        final Object found =
                type.getMethod("nearestToItem", int.class, int.class).invoke(index, 7, 10);
        try (AnnoyIndex expected = AnnoyIndex.load(file)) {
            assertEquals(expected.nearest(Query.item(7), 10).toString(), found.toString());
        }
    }
}
