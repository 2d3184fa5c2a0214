/// A table's schema: fields, their types, and which of them are keys.
///
/// Reading order: `Type`, `Field`, `Schema`, `SchemaJson`.
@NullMarked
package dev.sleeper.schema;

import org.jspecify.annotations.NullMarked;
