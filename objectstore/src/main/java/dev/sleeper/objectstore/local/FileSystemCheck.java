package dev.sleeper.objectstore.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/// Refuses directories on file systems where a link, a lock or a sync does not mean what the store takes it to mean.
final class FileSystemCheck {
    /// On these an answer can get lost between the client and its server, and locks are the server's affair.
    private static final Set<String> NETWORK_TYPES = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smbfs",
            "smb2",
            "smb3",
            "afs",
            "afpfs",
            "ncpfs",
            "webdav",
            "davfs",
            "9p",
            "fuse.sshfs",
            "fuse.davfs",
            "fuse.s3fs",
            "fuse.rclone",
            "fuse.gcsfuse");

    private FileSystemCheck() {}

    /// @throws IllegalArgumentException when the directory's file system does not do
    static void requireSuitable(Folders folders) throws IOException {
        requireLocal(folders.root(), Files.getFileStore(folders.root()).type());
        requireHardLinks(folders);
    }

    static void requireLocal(Path root, String fileSystemType) {
        if (NETWORK_TYPES.contains(fileSystemType.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The directory " + root + " is on a network file system ("
                    + fileSystemType + "), which cannot keep Sleeper's promises; choose one on a disk of this machine");
        }
    }

    private static void requireHardLinks(Folders folders) throws IOException {
        try (TemporaryFile first = TemporaryFile.create(folders);
                TemporaryFile second = TemporaryFile.create(folders)) {
            Files.delete(second.path());
            Files.createLink(second.path(), first.path());
        } catch (UnsupportedOperationException | FileSystemException e) {
            throw new IllegalArgumentException(
                    "The directory " + folders.root() + " is on a file system without hard links ("
                            + Files.getFileStore(folders.root()).type()
                            + "), which Sleeper needs; choose one on a disk with ext4, XFS, Btrfs, APFS, NTFS or alike",
                    e);
        }
    }
}
