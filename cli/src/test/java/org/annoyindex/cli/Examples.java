package org.annoyindex.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.annoyindex.builder.SampleVectors;
import org.annoyindex.core.Metric;
import org.annoyindex.query.AnnoyIndex;
import org.roaringbitmap.RoaringBitmap;

/**
 * The examples in documentation, taken out of it as they stand, compiled and run. Each is the body of a method of its own,
 * with the packages of this library and the usual ones of the JDK imported. It may use the fields of this class, read and
 * write files in a folder that has {@link ExampleFiles}, and print.
 */
public final class Examples {
    private static final Pattern MARKDOWN = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC = Pattern.compile("<pre>\\{@code\\n(.*?)\\n *\\* }</pre>", Pattern.DOTALL);
    private static final Pattern JAVADOC_MARGIN = Pattern.compile("(?m)^ *\\* ?");

    private static final String CLASS = """
            import java.io.*;
            import java.nio.*;
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.stream.*;
            import org.annoyindex.builder.*;
            import org.annoyindex.core.*;
            import org.annoyindex.query.*;
            import org.roaringbitmap.*;
            import static org.annoyindex.cli.Examples.*;
            import static org.junit.jupiter.api.Assertions.*;

            public final class Example {
                private static Path folder;
                private static PrintStream out;

                public static void run(final Path givenFolder, final PrintStream givenOut) throws Exception {
                    folder = givenFolder;
                    out = givenOut;
            EXAMPLE
                }
            }
            """;

    /** Vectors for examples to search for or to add. */
    public static final float[] vector = SampleVectors.random(Metric.ANGULAR, 1, ExampleFiles.DIMENSION, 1)[0];

    public static final float[] king = SampleVectors.random(Metric.ANGULAR, 1, ExampleFiles.DIMENSION, 2)[0];
    public static final float[] queen = SampleVectors.random(Metric.ANGULAR, 1, ExampleFiles.DIMENSION, 3)[0];

    /** Many at once. */
    public static final float[][] queries = SampleVectors.random(Metric.ANGULAR, 40, ExampleFiles.DIMENSION, 6);

    /** A filter. */
    public static final RoaringBitmap allowedIds = RoaringBitmap.bitmapOf(1, 2, 3, 200);

    /** Another. */
    public static final RoaringBitmap seenIds = RoaringBitmap.bitmapOf(2, 5);

    /** Something that is known of every item. */
    public static final float[] price = SampleVectors.random(Metric.EUCLIDEAN, 1, ExampleFiles.WORDS, 5)[0];

    /** An index that is open: that of {@code words.annoy}. */
    public static AnnoyIndex index;

    private Examples() {}

    /** The blocks of Java in a page, or the examples in the Javadoc of a source. */
    public static List<String> in(final Path file) throws IOException {
        final boolean java = file.toString().endsWith(".java");
        return (java ? JAVADOC : MARKDOWN)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .map(text -> java ? JAVADOC_MARGIN.matcher(text).replaceAll("") : text)
                .toList();
    }

    /** Compiles and runs an example in a folder that has its files; returns what it prints. */
    public static String run(final String example, final Path folder) throws IOException {
        final Path classes = Files.createDirectories(folder.resolve("classes"));
        compile(example, classes);
        final ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (AnnoyIndex opened = AnnoyIndex.load(folder.resolve("words.annoy"));
                URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()}, Examples.class.getClassLoader());
                PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            index = opened;
            loader.loadClass("Example")
                    .getMethod("run", Path.class, PrintStream.class)
                    .invoke(null, folder, out);
        } catch (final InvocationTargetException ex) {
            throw new AssertionError("this example fails:\n" + example, ex.getCause());
        } catch (final ReflectiveOperationException ex) {
            throw new LinkageError("Example has no method run", ex);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static void compile(final String example, final Path classes) throws IOException {
        final String body = example.replace("System.out.", "out.")
                .replaceAll("Path\\.of\\((?=\")", Matcher.quoteReplacement("folder.resolve("));
        final Path source = Files.writeString(classes.resolve("Example.java"), CLASS.replace("EXAMPLE", body));
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final ByteArrayOutputStream messages = new ByteArrayOutputStream();
        final int result = compiler.run(
                null,
                null,
                messages,
                "-classpath",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
        if (result != 0) {
            throw new AssertionError("this example does not compile; it may use the fields of "
                    + Examples.class.getSimpleName() + ":\n" + example + messages.toString(StandardCharsets.UTF_8));
        }
    }
}
