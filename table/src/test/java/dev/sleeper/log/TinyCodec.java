package dev.sleeper.log;

import dev.sleeper.objectstore.ObjectReader;
import dev.sleeper.objectstore.ObjectWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Stores tiny entries and states as lines of text. A state is stored as its entries.
final class TinyCodec implements LogCodec<TinyState, TinyEntry> {
    private static final String COMMIT = "commit ";
    private static final String END = "end\n";

    @Override
    public byte[] encodeEntry(TinyState base, TinyEntry entry) {
        return text(entry).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(TinyEntry entry) {
        StringBuilder text = new StringBuilder(COMMIT + entry.commitId() + "\n");
        for (TinyChange change : entry.changes()) {
            switch (change) {
                case TinyChange.Write(String jobId, int begun) -> text.append("write " + begun + " " + jobId + "\n");
                case TinyChange.Forget(int through) -> text.append("forget " + through + "\n");
            }
        }
        return text.toString();
    }

    @Override
    public Slot<TinyEntry> decodeEntry(long version, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.startsWith(COMMIT)) {
            return text.isEmpty() ? new Slot.Damaged<>("it is empty") : new Slot.Foreign<>(text);
        }
        return new Slot.Ours<>(entries(text).getFirst());
    }

    private static List<TinyEntry> entries(String text) {
        List<TinyEntry> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 3);
            switch (words[0]) {
                case "commit" -> entries.add(new TinyEntry(words[1], List.of()));
                case "write" -> extendLast(entries, new TinyChange.Write(words[2], Integer.parseInt(words[1])));
                case "forget" -> extendLast(entries, new TinyChange.Forget(Integer.parseInt(words[1])));
                default -> throw new CorruptLogException("there is a line " + line);
            }
        }
        return entries;
    }

    private static void extendLast(List<TinyEntry> entries, TinyChange change) {
        TinyEntry last = entries.removeLast();
        List<TinyChange> changes = new ArrayList<>(last.changes());
        changes.add(change);
        entries.add(new TinyEntry(last.commitId(), changes));
    }

    @Override
    public void writeCheckpoint(TinyState state, ObjectWriter out) {
        StringBuilder text = new StringBuilder();
        state.entries().forEach(entry -> text.append(text(entry)));
        out.write(ByteBuffer.wrap((text + END).getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public TinyState readCheckpoint(CheckpointName name, ObjectReader in) {
        byte[] content = new byte[Math.toIntExact(in.sizeBytes())];
        in.read(0, content.length).get(content);
        String text = new String(content, StandardCharsets.UTF_8);
        if (!text.endsWith(END)) {
            throw new CorruptLogException("it has no end");
        }
        TinyState state = TinyState.EMPTY;
        for (TinyEntry entry : entries(text.substring(0, text.length() - END.length()))) {
            state = state.after(entry);
        }
        if (state.version() != name.version()) {
            throw new CorruptLogException("it is of version " + state.version());
        }
        return state;
    }
}
