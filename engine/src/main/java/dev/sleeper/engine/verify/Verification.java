package dev.sleeper.engine.verify;

import java.util.List;

/// What a look at all of a table has shown.
///
/// @param version  the version that was looked at
/// @param files    how many data files it has
/// @param rows     how many rows these should have
/// @param findings what is wrong; nothing when the table is sound
public record Verification(long version, long files, long rows, List<Finding> findings) {
    public Verification {
        findings = List.copyOf(findings);
    }
}
