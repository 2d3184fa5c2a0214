package dev.sleeper.objectstore.local;

import dev.sleeper.objectstore.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Says in a user's words why a file operation failed.
final class LocalFailures {
    /// Less room than this on the disk explains a failed write.
    private static final long FULL_DISK_BYTES = 1 << 20;

    private LocalFailures() {}

    /// @param action what was tried, as in "write object a/b"
    static StoreUnavailableException unavailable(Path root, String action, IOException cause) {
        String could = "Could not " + action + " in " + root + ": ";
        if (isFull(root, cause)) {
            return new StoreUnavailableException(
                    could + "the disk is full (or the quota used up); free some space and try again", cause);
        }
        if (cause instanceof AccessDeniedException) {
            return new StoreUnavailableException(
                    could + "permission denied; the directory and all in it must be writable for this user", cause);
        }
        return new StoreUnavailableException(could + cause, cause);
    }

    private static boolean isFull(Path root, IOException cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota exceeded")) {
            return true;
        }
        try {
            return Files.getFileStore(root).getUsableSpace() < FULL_DISK_BYTES;
        } catch (IOException e) {
            cause.addSuppressed(e);
            return false;
        }
    }
}
