/// Operations on an instance: tables, writes and queries.
///
/// Reading order: `Instance`, `WriteSession`, `Query`, `QueryResult`, `RequestException`; then the packages `sort`,
/// `merge`, `scan`, `write` and `foreign`, and last how they are put together: `RegionPlan`, `TableQuery`,
/// `TableWriteSession`.
@NullMarked
package dev.sleeper.engine;

import org.jspecify.annotations.NullMarked;
