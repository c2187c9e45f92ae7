package org.annoyindex.testdata;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files of vectors in many formats, each made by the format's usual tool. */
public final class FormatFiles {
    private FormatFiles() {}

    /**
     * Reads a file.
     *
     * @param name of the file
     * @return its bytes
     * @throws IOException if there is none, or it cannot be read
     */
    public static byte[] bytes(final String name) throws IOException {
        try (InputStream in = FormatFiles.class.getResourceAsStream("formats/" + name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }

    /**
     * Copies a file into a folder, under its name.
     *
     * @param name of the file
     * @param folder to write to
     * @return the copy
     * @throws IOException if it cannot be read or written
     */
    public static Path copy(final String name, final Path folder) throws IOException {
        return Files.write(folder.resolve(name), bytes(name));
    }
}
