package dev.sleeper.engine.merge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Copies short runs of bytes faster than `System.arraycopy` does, whose call costs more than the copy.
final class RunCopy {
    /// From this many elements on a bulk copy is worth its call.
    static final int BULK = 24;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private RunCopy() {}

    static void copy(byte[] source, int from, byte[] target, int to, int length) {
        if (length > BULK) {
            System.arraycopy(source, from, target, to, length);
        } else if (length >= Long.BYTES) {
            // Eight bytes at a time; the last eight overlap those before them.
            for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
                LONGS.set(target, to + i, (long) LONGS.get(source, from + i));
            }
            int last = length - Long.BYTES;
            LONGS.set(target, to + last, (long) LONGS.get(source, from + last));
        } else {
            for (int i = 0; i < length; i++) {
                target[to + i] = source[from + i];
            }
        }
    }
}
