/// Operations on an instance: tables, writes and queries.
///
/// Reading order: `Instance`, `WriteSession`, `Query`, `QueryResult`, `RequestException`; then the packages `sort`,
/// `merge`, `write`, `query` and `foreign`.
@NullMarked
package dev.sleeper.engine;

import org.jspecify.annotations.NullMarked;
