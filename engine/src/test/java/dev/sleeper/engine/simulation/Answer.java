package dev.sleeper.engine.simulation;

import dev.sleeper.engine.testing.Rows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a query gave.
///
/// @param rows    in the order they came
/// @param version of the table that was read
/// @param min     the least key that was asked for
/// @param max     the key after the last
record Answer(List<List<Object>> rows, long version, int min, int max) {
    private static final int JOB = 1;

    /// Checks that the rows are sorted, and that each job is there whole and once, or not at all, as it has to be.
    ///
    /// @param jobs         all that were ever begun
    /// @param acknowledged those that were acknowledged before the query began
    void check(List<ModelJob> jobs, List<ModelJob> acknowledged) {
        Comparator<List<Object>> order = Rows.order(World.SCHEMA);
        Map<Object, List<List<Object>>> byJob = new LinkedHashMap<>();
        List<Object> before = null;
        for (List<Object> row : rows) {
            if (before != null && order.compare(before, row) > 0) {
                throw new AssertionError("Rows are out of order: " + before + " comes before " + row);
            }
            before = row;
            byJob.computeIfAbsent(row.get(JOB), first -> new ArrayList<>()).add(row);
        }
        for (ModelJob job : jobs) {
            check(job, byJob.remove(job.id()), acknowledged.contains(job));
        }
        if (!byJob.isEmpty()) {
            throw new AssertionError("Rows that nobody wrote: " + byJob);
        }
    }

    private void check(ModelJob job, List<List<Object>> found, boolean acknowledged) {
        List<List<Object>> wanted = job.rows().stream()
                .filter(row -> (int) row.getFirst() >= min && (int) row.getFirst() < max)
                .toList();
        if (found == null) {
            boolean mayLack = wanted.isEmpty() || (!acknowledged && !job.mustBeIn(version));
            if (!mayLack) {
                throw new AssertionError("Lost: job " + job.id() + ", acknowledged at version " + job.version()
                        + ", is not in version " + version);
            }
            return;
        }
        if (!job.isPossible() || job.version() > version) {
            throw new AssertionError(
                    "Job " + job.id() + ", of version " + job.version() + ", is in version " + version);
        }
        job.seen(version);
        if (!sorted(found).equals(sorted(wanted))) {
            throw new AssertionError("Of job " + job.id() + ", version " + version + " has " + sorted(found)
                    + ", but it wrote " + sorted(wanted));
        }
    }

    private static List<String> sorted(List<List<Object>> rows) {
        return rows.stream().map(List::toString).sorted().toList();
    }
}
