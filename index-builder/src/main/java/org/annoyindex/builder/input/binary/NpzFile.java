package org.annoyindex.builder.input.binary;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.annoyindex.builder.input.InvalidInputException;
import org.annoyindex.builder.input.ReadOptions;
import org.annoyindex.builder.input.VectorReader;
import org.annoyindex.builder.input.source.Source;

/** Opens an array in a zip file of NumPy arrays. */
public final class NpzFile {
    private static final String SUFFIX = ".npy";
    private static final int NAMES_SHOWN = 5;

    private NpzFile() {}

    /**
     * Opens the array that the options name, or else the only one of two dimensions.
     *
     * @param source of the zip file; closed with the reader.
     * @param options with the name, if there is a choice.
     * @return a reader of the array.
     * @throws IOException if reading fails, the zip file is damaged, has no such array, or more than one.
     */
    public static VectorReader open(final Source source, final ReadOptions options) throws IOException {
        final ZipFile zip;
        try {
            zip = new ZipFile(source.asFile(options.workFolder()).toFile());
        } catch (final ZipException | EOFException ex) {
            throw damaged(source, ex);
        }
        try {
            final ZipEntry entry = choose(source, zip, options);
            final String name = source.name() + "[" + nameOf(entry) + "]";
            final InputStream bytes = new FilterInputStream(zip.getInputStream(entry)) {
                @Override
                public void close() throws IOException {
                    try {
                        super.close();
                    } finally {
                        zip.close();
                        source.close();
                    }
                }
            };
            return NpyReader.of(Source.ofPart(name, bytes, entry.getSize()), options);
        } catch (final ZipException | EOFException | IllegalArgumentException ex) {
            zip.close();
            throw damaged(source, ex);
        } catch (final IOException | RuntimeException ex) {
            zip.close();
            throw ex;
        }
    }

    private static ZipEntry choose(final Source source, final ZipFile zip, final ReadOptions options)
            throws IOException {
        final List<? extends ZipEntry> entries = Collections.list(zip.entries()).stream()
                .filter(entry -> !entry.isDirectory())
                .toList();
        final List<? extends ZipEntry> arrays = entries.stream()
                .filter(entry -> entry.getName().endsWith(SUFFIX))
                .toList();
        if (arrays.isEmpty()) {
            throw noArrays(source, entries);
        }
        final Optional<String> wanted = options.dataset();
        if (wanted.isPresent()) {
            return arrays.stream()
                    .filter(entry -> nameOf(entry).equals(wanted.get()))
                    .findFirst()
                    .orElseThrow(() -> InvalidInputException.ofFile(
                            source.name(),
                            "no array " + InvalidInputException.quote(wanted.get()),
                            "use one of " + names(arrays)));
        }
        final List<ZipEntry> tables = new ArrayList<>();
        for (final ZipEntry entry : arrays) {
            if (arrays.size() == 1 || isTable(source, zip, entry)) {
                tables.add(entry);
            }
        }
        if (tables.size() != 1) {
            throw InvalidInputException.ofFile(
                    source.name(),
                    (tables.isEmpty() ? "no array" : tables.size() + " arrays") + " of vectors: "
                            + names(tables.isEmpty() ? arrays : tables),
                    "say which to read (--dataset on the command line)");
        }
        return tables.get(0);
    }

    /** Whether an array can be read as vectors. */
    private static boolean isTable(final Source source, final ZipFile zip, final ZipEntry entry) throws IOException {
        try (Source part = Source.ofPart(source.name(), zip.getInputStream(entry), entry.getSize())) {
            NpyHeader.read(part);
            return true;
        } catch (final InvalidInputException ex) {
            return false;
        }
    }

    private static InvalidInputException noArrays(final Source source, final List<? extends ZipEntry> entries) {
        final boolean workbook =
                entries.stream().anyMatch(entry -> entry.getName().startsWith("xl/"));
        final boolean torch = entries.stream().anyMatch(entry -> entry.getName().endsWith("/data.pkl"));
        if (workbook) {
            return InvalidInputException.ofFile(source.name(), "is an Excel workbook", "save its sheet as .csv");
        }
        if (torch) {
            return InvalidInputException.ofFile(
                    source.name(),
                    "is a PyTorch file",
                    "load it in Python and call numpy.save('out.npy', tensor.numpy())");
        }
        return InvalidInputException.ofFile(
                source.name(),
                "is a zip file without NumPy arrays: " + names(entries),
                "unzip it and name the file inside");
    }

    private static String names(final List<? extends ZipEntry> entries) {
        return entries.stream()
                        .limit(NAMES_SHOWN)
                        .map(entry -> InvalidInputException.quote(nameOf(entry)))
                        .collect(Collectors.joining(", "))
                + (entries.size() > NAMES_SHOWN ? ", ..." : "")
                + (entries.isEmpty() ? "no files" : "");
    }

    private static String nameOf(final ZipEntry entry) {
        final String name = entry.getName();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static InvalidInputException damaged(final Source source, final Exception cause) {
        final InvalidInputException exception = InvalidInputException.ofFile(
                source.name(), "the zip file is damaged (" + cause.getMessage() + ")", "copy or write it again");
        exception.initCause(cause);
        return exception;
    }
}
