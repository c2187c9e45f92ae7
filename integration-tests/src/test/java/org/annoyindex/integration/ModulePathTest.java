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
        final ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
        final Module core = layer.findModule(CORE).orElseThrow();
        assertFalse(core.getDescriptor().isAutomatic());
        assertFalse(layer.findModule(QUERY).orElseThrow().getDescriptor().isAutomatic());
        final List<String> exported = core.getPackages().stream()
                .filter(name -> core.isExported(name))
                .toList();
        assertEquals(List.of(CORE), exported, "packages of core that programs see");

        final Path file = SampleVectors.build(
                folder.resolve("x"), Metric.ANGULAR, SampleVectors.random(Metric.ANGULAR, 2000, 24, 1));
        final ClassLoader loader = layer.findLoader(QUERY);
        final Class<?> indexType = loader.loadClass(AnnoyIndex.class.getName());
        final Class<?> queryType = loader.loadClass(Query.class.getName());
        final Object index = indexType.getMethod("load", Path.class).invoke(null, file);
        final Object query = queryType.getMethod("item", int.class).invoke(null, 7);
        final Object found =
                indexType.getMethod("nearest", queryType, int.class).invoke(index, query, 10);
        try (AnnoyIndex expected = AnnoyIndex.load(file)) {
            assertEquals(expected.nearest(Query.item(7), 10).toString(), found.toString());
        }
        final Object info = indexType.getMethod("info").invoke(index);
        assertEquals(
                System.getProperty("annoy.test.kernel"),
                info.getClass().getMethod("kernel").invoke(info));
    }
}
