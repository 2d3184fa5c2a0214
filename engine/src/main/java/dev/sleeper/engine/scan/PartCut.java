package dev.sleeper.engine.scan;

import dev.sleeper.row.Key;
import dev.sleeper.row.KeyRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Cuts the stretches that are read of some files into parts of about so many pages, which can be read side by side.
/// A long stretch is cut where pages begin. Not thread-safe.
final class PartCut {
    private final List<SortedFile> files;
    private final int depth;
    private final long maxBytes;
    private final int[] countedPages;
    private final List<List<KeyStretch>> parts = new ArrayList<>();
    private final List<KeyStretch> part = new ArrayList<>();
    private int partPages;

    private PartCut(List<SortedFile> files, int depth, long maxBytes) {
        this.files = files;
        this.depth = depth;
        this.maxBytes = maxBytes;
        this.countedPages = new int[files.size()];
    }

    /// The parts in order: the first small, the later ones larger.
    ///
    /// @param depth    how many files overlap at most
    /// @param maxBytes about how much memory the rows of a part take at most, if that is possible
    static List<List<KeyStretch>> of(List<SortedFile> files, int depth, List<KeyStretch> stretches, long maxBytes) {
        PartCut cut = new PartCut(files, depth, maxBytes);
        stretches.forEach(cut::add);
        cut.endPart();
        return cut.parts;
    }

    private void add(KeyStretch stretch) {
        int pages = countPages(stretch);
        if (pages <= maxPages()) {
            part.add(stretch);
            partPages += pages;
            if (partPages >= maxPages()) {
                endPart();
            }
            return;
        }
        endPart();
        KeyRange rest = stretch.range();
        List<Key> starts = pageStarts(rest);
        for (int at = maxPages(); at < starts.size(); at += maxPages()) {
            Key middle = starts.get(at);
            if (middle.compareTo(rest.min()) > 0) {
                addPart(stretch.within(new KeyRange(rest.min(), middle)));
                rest = new KeyRange(middle, rest.max());
            }
        }
        addPart(stretch.within(rest));
    }

    /// How many pages of all files the stretch has that no stretch before it had.
    private int countPages(KeyStretch stretch) {
        int pages = 0;
        for (int i = 0; i < files.size(); i++) {
            PageKeys keys = files.get(i).pageKeys();
            int from =
                    Math.max(countedPages[i], keys.firstReaching(stretch.range().min()));
            int to = keys.firstAbove(stretch.range());
            if (to > from) {
                pages += to - from;
                countedPages[i] = to;
            }
        }
        return pages;
    }

    /// The least keys of the pages that begin inside a range, ascending.
    private List<Key> pageStarts(KeyRange range) {
        List<Key> starts = new ArrayList<>();
        for (SortedFile file : files) {
            PageKeys keys = file.pageKeys();
            int to = keys.firstAbove(range);
            for (int page = keys.firstReaching(range.min()); page < to; page++) {
                if (range.contains(keys.lower(page))) {
                    starts.add(keys.lower(page));
                }
            }
        }
        Collections.sort(starts);
        return starts;
    }

    private void endPart() {
        if (!part.isEmpty()) {
            parts.add(List.copyOf(part));
            part.clear();
            partPages = 0;
        }
    }

    private void addPart(KeyStretch stretch) {
        part.add(stretch);
        endPart();
    }

    private int maxPages() {
        int pages = Math.min(ScanLimits.TASK_PAGES, ScanLimits.FIRST_TASK_PAGES << Math.min(parts.size(), 8));
        long pageBytes = files.stream().mapToLong(SortedFile::pageBytes).max().orElse(1);
        return (int) Math.max(Math.min(pages, maxBytes / pageBytes), (long) depth * ScanLimits.TASK_PAGES_A_FILE);
    }
}
