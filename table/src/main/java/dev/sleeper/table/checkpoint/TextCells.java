package dev.sleeper.table.checkpoint;

import dev.sleeper.row.BytesColumn;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Strings being gathered. Not thread-safe.
final class TextCells implements Cells {
    private final Presence presence = new Presence();
    private byte[] bytes = new byte[1024];
    private int[] offsets = new int[64];

    void add(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        int from = offsets[size()];
        int to = Math.addExact(from, encoded.length);
        if (to > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(to, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
        System.arraycopy(encoded, 0, bytes, from, encoded.length);
        end(to, true);
    }

    @Override
    public void addNull() {
        end(offsets[size()], false);
    }

    @Override
    public int size() {
        return presence.size();
    }

    @Override
    public BytesColumn toColumn() {
        return new BytesColumn(bytes, offsets, size(), presence.toValidity());
    }

    private void end(int offset, boolean present) {
        presence.add(present);
        if (size() == offsets.length) {
            offsets = Arrays.copyOf(offsets, offsets.length * 2);
        }
        offsets[size()] = offset;
    }
}
