package org.annoyindex.builder.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that a name stands for, to be written or replaced: behind a symbolic link, the file to which it leads. It keeps
 * its permissions, and its owner and group where the system allows that.
 */
final class TargetFile {
    /** As the system itself has it. */
    private static final int MAX_LINKS = 40;

    /** A longer beginning of the name is cut, because the name of a temporary file has more behind it. */
    private static final int MAX_STEM_BYTES = 64;

    /** The file's type in the mode of a Unix system, and its values for what is no regular file. */
    private static final int TYPE = 0170000;

    private static final int PIPE = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int SOCKET = 0140000;

    private final Path named;
    private final Path file;
    private final Path folder;
    /** Of the file that will be replaced; null if there is none, or if it has no permissions. */
    private final @Nullable PosixFileAttributes replaced;

    /**
     * Examines a target.
     *
     * @param named as the user named it.
     * @throws IOException if it is no regular file, or if nothing can be written to its folder.
     */
    TargetFile(final Path named) throws IOException {
        this.named = named;
        final boolean exists = checkKind();
        file = behindLinks();
        folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder)) {
            throw new IOException(named + " cannot be written: there is no folder " + folder + "; make it first");
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(named + " cannot be written: folder " + folder + " is not writable; choose another");
        }
        final PosixFileAttributeView view =
                exists ? Files.getFileAttributeView(file, PosixFileAttributeView.class) : null;
        replaced = view == null ? null : view.readAttributes();
    }

    /** The file to replace. */
    Path file() {
        return file;
    }

    /** Its folder. */
    Path folder() {
        return folder;
    }

    /** Whether the target exists, as a regular file. */
    private boolean checkKind() throws IOException {
        try {
            final BasicFileAttributes attributes = Files.readAttributes(named, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                throw new IOException(named + " is a folder; name a file to write");
            }
            if (!attributes.isRegularFile()) {
                throw new IOException(named + " is " + kind() + ", not a file; name a file to write");
            }
            return true;
        } catch (final NoSuchFileException ex) {
            if (named.getFileName() == null || named.getFileName().toString().isEmpty()) {
                throw new IOException("'" + named + "' names no file; name a file to write", ex);
            }
            return false;
        } catch (final FileSystemException ex) {
            if (Files.isSymbolicLink(named)) {
                return false; // a circle of links, which is found when it is followed
            }
            throw new IOException(
                    named + " cannot be written: " + (ex.getReason() == null ? "access denied" : ex.getReason())
                            + "; choose another name or folder",
                    ex);
        }
    }

    private String kind() throws IOException {
        try {
            final int mode = (Integer) Files.getAttribute(named, "unix:mode");
            return switch (mode & TYPE) {
                case PIPE -> "a pipe";
                case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device";
                case SOCKET -> "a socket";
                default -> "something else";
            };
        } catch (final UnsupportedOperationException | IllegalArgumentException ex) {
            return "a device or the like";
        }
    }

    private Path behindLinks() throws IOException {
        Path path = named;
        for (int links = 0; Files.isSymbolicLink(path); links++) {
            if (links == MAX_LINKS) {
                throw new IOException(named + " is a link that leads back to itself; name a file to write");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    /** Creates a temporary file that will become this one, with no more permissions than this one has. */
    TemporaryFile createTemporary() throws IOException {
        final FileAttribute<?>[] attributes = replaced == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(ofOwner(replaced.permissions()))};
        final TemporaryFile temporary = TemporaryFile.create(
                folder, "." + stem() + ".annoy-", ".tmp", named.toString(), "choose another", attributes);
        try {
            if (replaced != null) {
                keepPermissions(temporary.path(), replaced);
            }
        } catch (final IOException ex) {
            temporary.close();
            throw ex;
        }
        return temporary;
    }

    /** The file is read while it is written, so that its owner must be able to do that. */
    private static Set<PosixFilePermission> ofOwner(final Set<PosixFilePermission> permissions) {
        final Set<PosixFilePermission> some = EnumSet.of(PosixFilePermission.OWNER_READ);
        if (permissions.contains(PosixFilePermission.OWNER_WRITE)) {
            some.add(PosixFilePermission.OWNER_WRITE);
        }
        return some;
    }

    private static void keepPermissions(final Path temporary, final PosixFileAttributes old) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        final PosixFileAttributes now = view.readAttributes();
        final Set<PosixFilePermission> permissions = EnumSet.of(PosixFilePermission.OWNER_READ);
        permissions.addAll(old.permissions());
        if (!now.group().equals(old.group())) {
            try {
                view.setGroup(old.group());
            } catch (final IOException ex) {
                // Another group gets what everybody has.
                permissions.remove(PosixFilePermission.GROUP_READ);
                permissions.remove(PosixFilePermission.GROUP_WRITE);
                permissions.remove(PosixFilePermission.GROUP_EXECUTE);
                if (old.permissions().contains(PosixFilePermission.OTHERS_READ)) {
                    permissions.add(PosixFilePermission.GROUP_READ);
                }
            }
        }
        if (!now.owner().equals(old.owner())) {
            try {
                view.setOwner(old.owner());
            } catch (final IOException ex) {
                System.getLogger("org.annoyindex")
                        .log(System.Logger.Level.DEBUG, "cannot keep the owner of " + temporary, ex);
            }
        }
        if (!now.permissions().equals(permissions)) { // a file system may have one set of them for all files
            view.setPermissions(permissions);
        }
    }

    /** The beginning of the names of this file's temporary files; not shared with another target of the folder. */
    private String stem() {
        final String name = String.valueOf(file.getFileName());
        final byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_STEM_BYTES) {
            return name;
        }
        int end = 0;
        int length = 0;
        while (true) {
            final int next = name.offsetByCodePoints(end, 1);
            length += name.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (length > MAX_STEM_BYTES) {
                break;
            }
            end = next;
        }
        final CRC32C hash = new CRC32C();
        hash.update(bytes);
        return name.substring(0, end) + "~" + ProcessMark.hex((int) hash.getValue());
    }
}
