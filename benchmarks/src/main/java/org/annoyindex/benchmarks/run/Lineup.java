package org.annoyindex.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annoyindex.core.Metric;

/**
 * The libraries that are compared, with their build parameters and search settings. Build parameters are those that the
 * documentation of the libraries or ann-benchmarks recommend for data sets of this size. Sweeps start at a recall below
 * 0.8 and end when {@link Race} stops them. JVector's M is the largest number of links of a node; for hnswlib and
 * Lucene it is half of that on the lowest level, where nearly all of a search happens. So 32 for JVector equals 16 for
 * the others.
 */
final class Lineup {
    private final Path root;
    private final Path jdk17;
    private final Path jdk25;
    private final int threads;
    private final boolean quick;
    private final int items;
    private final int dimension;

    /**
     * @param root folder of the project.
     * @param jdk17 home of the JDK that runs scalar kernels; null if there is none.
     * @param jdk25 home of the JDK that runs vector kernels and the other Java libraries; null if there is none.
     * @param threads number of threads that build.
     * @param quick whether to use few settings.
     */
    Lineup(
            final Path root,
            final Path jdk17,
            final Path jdk25,
            final int threads,
            final boolean quick,
            final int items,
            final int dimension) {
        this.root = root;
        this.jdk17 = jdk17;
        this.jdk25 = jdk25;
        this.threads = threads;
        this.quick = quick;
        this.items = items;
        this.dimension = dimension;
    }

    /** The most important libraries, for --quick. */
    private static final List<String> QUICK =
            List.of("annoyindex", "annoyindex-scalar", "annoy-cpp", "hnswlib-cpp", "jvector", "lucene");

    /**
     * Chooses entries.
     *
     * @param only ids; empty for all, or with --quick for the most important.
     * @throws IllegalArgumentException if an id is unknown.
     */
    List<Entry> entries(final List<String> only) {
        final List<Entry> all = all();
        final List<String> known = all.stream().map(Entry::id).toList();
        for (final String id : only) {
            if (!known.contains(id)) {
                throw new IllegalArgumentException("unknown library '" + id + "'; use " + String.join(", ", known));
            }
        }
        final List<String> wanted = !only.isEmpty() ? only : quick ? QUICK : known;
        return all.stream().filter(entry -> wanted.contains(entry.id())).collect(Collectors.toList());
    }

    /** Whether an entry can be started; otherwise run 'bin/bench install' or install a JDK. */
    static boolean installed(final Entry entry) {
        return Files.exists(entry.program())
                && Files.isExecutable(Path.of(entry.command().get(0)));
    }

    /** The recalls that this project is asked for; close to each other where the speed depends most on them. */
    private static final List<String> RECALLS = List.of(
            "0.8", "0.85", "0.9", "0.92", "0.94", "0.95", "0.96", "0.97", "0.98", "0.985", "0.99", "0.993", "0.995");

    private List<Entry> all() {
        final List<Entry> all = new ArrayList<>();
        all.add(own("annoyindex", "Ours, vector kernels", "vector", jdk25, "trees=1 links=auto"));
        all.add(own("annoyindex-links", "Ours, with links", "vector", jdk25, "trees=1 links=on"));
        all.add(own("annoyindex-leaves", "Ours, without links", "vector", jdk25, "trees=1 links=off"));
        all.add(own("annoyindex-scalar", "Ours, scalar kernels, JDK 17", "scalar", jdk17, "trees=1 links=auto"));
        all.add(cpp("annoy-cpp", "Annoy C++", "annoy", "trees=50", doubling("search_k", 1_000, 512_000)));
        all.add(cpp("hnswlib-cpp", "hnswlib C++", "hnswlib", "M=16 efConstruction=200", doubling("ef", 10, 1_280)));
        all.add(cpp("faiss-ivfflat", "FAISS IVF-Flat", "faiss flat", "nlist=" + lists(), doubling("nprobe", 1, 512)));
        all.add(cpp(
                "faiss-ivfpq",
                "FAISS IVF-PQ, fast scan",
                "faiss pq",
                "nlist=" + lists() + " M=" + subquantizers(),
                refined(doubling("nprobe", 1, 512))));
        all.add(java("jvector", "JVector", "JVectorContender", "M=32 beamWidth=100", doubling("rerankK", 10, 1_280)));
        all.add(java(
                "jvector-pq",
                "JVector, PQ",
                "JVectorContender",
                "M=32 beamWidth=100 subspaces=" + subspaces(),
                doubling("rerankK", 10, 1_280)));
        all.add(java("lucene", "Lucene", "LuceneContender", "maxConn=16 beamWidth=200", doubling("ef", 10, 1_280)));
        // With codes of 8 bits, nearly all of the first 10 are among the first 20.
        all.add(java(
                "lucene-quantized",
                "Lucene, quantized",
                "LuceneContender",
                "maxConn=16 beamWidth=200 bits=8",
                with("rescored=20", doubling("ef", 10, 1_280))));
        all.add(java(
                "hnswlib-java",
                "hnswlib (Java)",
                "HnswlibContender",
                "M=16 efConstruction=200",
                doubling("ef", 10, 1_280)));
        all.add(java("voyager", "Voyager", "VoyagerContender", "M=16 efConstruction=200", doubling("ef", 10, 1_280)));
        all.add(cpp("brute-force", "Brute force C++", "brute_force", "", List.of(List.of(Parameters.parse("")))));
        return all;
    }

    /** This project, asked for recalls, as its users do. */
    private Entry own(final String id, final String label, final String kernels, final Path jdk, final String build) {
        final Path jar = root.resolve("benchmarks/target/benchmarks.jar");
        final List<String> command = new ArrayList<>(jvm(jdk));
        if (kernels.equals("vector")) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        command.addAll(List.of("-cp", jar.toString(), "org.annoyindex.benchmarks.contender.OwnContender", kernels));
        return new Entry(
                id,
                label,
                "Java",
                kernels,
                command,
                Map.of(),
                jar,
                true,
                threads,
                Parameters.parse(build),
                thinned(List.of(sweep(RECALLS, recall -> "recall=" + recall))));
    }

    /** A C++ program, given by name and arguments. */
    private Entry cpp(
            final String id,
            final String label,
            final String words,
            final String build,
            final List<List<Parameters>> sweeps) {
        final List<String> command = new ArrayList<>(List.of(words.split(" ", -1)));
        final Path program = root.resolve("benchmarks/target/rivals").resolve(command.get(0));
        command.set(0, program.toString());
        // The threads of BLAS would compete with those of OpenMP for the cores.
        return new Entry(
                id,
                label,
                "C++",
                "native",
                command,
                Map.of("OPENBLAS_NUM_THREADS", "1"),
                program,
                true,
                threads,
                Parameters.parse(build),
                thinned(sweeps));
    }

    private Entry java(
            final String id,
            final String label,
            final String main,
            final String build,
            final List<List<Parameters>> sweeps) {
        final Path folder = root.resolve("rivals/target");
        final Path jar = folder.resolve("rivals.jar");
        final List<String> command = new ArrayList<>(jvm(jdk25));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        // With its native kernels, the default, JVector took 1.5 times as long as with the Vector API.
        command.add("-Djvector.vectorization_provider=panama");
        command.addAll(
                List.of("-cp", jar + ":" + folder.resolve("lib") + "/*", "org.annoyindex.benchmarks.rivals." + main));
        final String kernel = switch (id) {
            case "voyager" -> "native";
            default -> "vector";
        };
        return new Entry(
                id,
                label,
                "Java",
                kernel,
                command,
                Map.of(),
                jar,
                false,
                threads,
                Parameters.parse(build),
                thinned(sweeps));
    }

    private List<String> jvm(final Path jdk) {
        final String java =
                jdk == null ? "no-such-jdk" : jdk.resolve("bin/java").toString();
        return List.of(java, "-Xmx" + heapMegabytes() + "m", "-XX:+UseG1GC");
    }

    /** Heap for the vectors, as arrays and as copies of a library, a graph, and the garbage of building it. */
    private long heapMegabytes() {
        return Math.max(4_096, 8 * ((long) items * dimension * Float.BYTES >> 20));
    }

    /** About 4 sqrt(n), as FAISS's guidelines recommend, rounded to a power of two: 2,048 for 340,000 items. */
    private int lists() {
        return Math.max(16, Integer.highestOneBit((int) (4 * Math.sqrt(items))));
    }

    /** One 4-bit code per two components, or per four if there are many. */
    private int subquantizers() {
        for (int each = dimension <= 256 ? 2 : 4; each > 1; each--) {
            if (dimension % each == 0) {
                return dimension / each;
            }
        }
        return dimension;
    }

    /** 8-bit codes: JVector's documentation recommends at least an eighth of the bytes of a vector. */
    private int subspaces() {
        return Math.max(1, dimension / 2);
    }

    /** One sweep per length of the list that is compared exactly, in multiples of k. */
    private static List<List<Parameters>> refined(final List<List<Parameters>> sweeps) {
        return Stream.of("k_factor=4", "k_factor=16", "k_factor=64")
                .flatMap(words -> with(words, sweeps).stream())
                .collect(Collectors.toList());
    }

    private static List<List<Parameters>> with(final String words, final List<List<Parameters>> sweeps) {
        return sweeps.stream()
                .map(settings -> settings.stream()
                        .map(setting -> Parameters.parse(setting.toWords() + " " + words))
                        .collect(Collectors.toList()))
                .collect(Collectors.toList());
    }

    /** Every other setting, with --quick. */
    private List<List<Parameters>> thinned(final List<List<Parameters>> sweeps) {
        return !quick
                ? sweeps
                : sweeps.stream()
                        .map(settings -> IntStream.range(0, settings.size())
                                .filter(i -> i % 2 == 0)
                                .mapToObj(settings::get)
                                .collect(Collectors.toList()))
                        .collect(Collectors.toList());
    }

    /** One sweep. */
    private static List<List<Parameters>> doubling(final String name, final int first, final int last) {
        final List<Integer> values = new ArrayList<>();
        for (int value = first; value <= last; value *= 2) {
            values.add(value);
        }
        return List.of(sweep(values, value -> name + "=" + value));
    }

    private static <T> List<Parameters> sweep(final List<T> values, final Function<T, String> words) {
        return values.stream()
                .map(value -> Parameters.parse(words.apply(value)))
                .collect(Collectors.toList());
    }

    /** Only metrics that every library supports, at least with normalized vectors. */
    static void checkMetric(final Metric metric) throws IOException {
        if (metric != Metric.ANGULAR && metric != Metric.EUCLIDEAN) {
            throw new IOException("metric " + metric.label()
                    + " is not supported by all libraries; use a data set with metric angular or euclidean");
        }
    }
}
