package dev.sleeper.engine.scan;

import dev.sleeper.engine.scan.KeyStretch.Wanted;
import dev.sleeper.rowfile.RowFileFooter;
import java.util.ArrayList;
import java.util.List;

/// Neighbouring pages of a file that may have wanted rows, and in which stretches these lie.
///
/// @param fromPage     the first page
/// @param toPage       the page after the last
/// @param firstStretch the number of the first stretch
/// @param lastStretch  the number of the last stretch
record PageSpan(int fromPage, int toPage, int firstStretch, int lastStretch) {

    /// The pages of a file that may have rows of the stretches, ascending; no page twice. Where a stretch is about one
    /// key, the pages' key filters are asked too.
    ///
    /// @param maxPages how many pages a span has at most
    static List<PageSpan> of(SortedFile file, List<KeyStretch> stretches, int maxPages) {
        List<PageSpan> spans = new ArrayList<>();
        PageKeys pages = file.pageKeys();
        for (int i = 0; i < stretches.size(); i++) {
            KeyStretch stretch = stretches.get(i);
            int end = pages.firstAbove(stretch.range());
            for (int page = pages.firstReaching(stretch.range().min()); page < end; page++) {
                if (mayHaveWanted(file.footer(), page, stretch) && file.mayHaveKey(page, stretch)) {
                    add(spans, page, i, maxPages);
                }
            }
        }
        return spans;
    }

    private static boolean mayHaveWanted(RowFileFooter footer, int page, KeyStretch stretch) {
        for (Wanted wanted : stretch.wanted()) {
            if (wanted.conditions().stream()
                    .allMatch(condition -> condition.mayAccept(
                            footer.pageMins(condition.field()), footer.pageMaxes(condition.field()), page))) {
                return true;
            }
        }
        return false;
    }

    private static void add(List<PageSpan> spans, int page, int stretch, int maxPages) {
        if (!spans.isEmpty()) {
            PageSpan last = spans.getLast();
            boolean same = page == last.toPage - 1;
            boolean next = page == last.toPage && last.pageCount() < maxPages;
            if (same || next) {
                spans.set(spans.size() - 1, new PageSpan(last.fromPage, page + 1, last.firstStretch, stretch));
                return;
            }
        }
        spans.add(new PageSpan(page, page + 1, stretch, stretch));
    }

    PageSpan firstPages(int count) {
        return new PageSpan(fromPage, fromPage + count, firstStretch, lastStretch);
    }

    PageSpan withoutFirst(int count) {
        return new PageSpan(fromPage + count, toPage, firstStretch, lastStretch);
    }

    int pageCount() {
        return toPage - fromPage;
    }
}
