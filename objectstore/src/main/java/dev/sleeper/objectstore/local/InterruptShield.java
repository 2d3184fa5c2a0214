package dev.sleeper.objectstore.local;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/// Runs file operations to their end though the thread is interrupted, and keeps the interrupt for the caller.
///
/// A channel closes when a thread that uses it is interrupted. For a file of this machine, whose operations end by
/// themselves, that gains nothing, and it would make a half-done sync out of every cancelled request.
final class InterruptShield {
    /// Interrupts that one operation outlives; more of them are an error of whoever interrupts.
    private static final int MAX_INTERRUPTS = 64;

    private InterruptShield() {}

    /// @param operation one that may be begun anew when it was broken off
    static <T> T run(FileOperation<T> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            for (int attempt = 1; ; attempt++) {
                try {
                    return operation.run();
                } catch (ClosedByInterruptException | InterruptedIOException e) {
                    interrupted = true;
                    Thread.interrupted();
                    if (attempt == MAX_INTERRUPTS) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
