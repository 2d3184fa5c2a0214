/// Compaction: which files of a table are merged, and doing so.
///
/// Reading order: `Compaction`, `CompactionPolicy`, `Outlook`, `Compactor`.
@NullMarked
package dev.sleeper.engine.compact;

import org.jspecify.annotations.NullMarked;
