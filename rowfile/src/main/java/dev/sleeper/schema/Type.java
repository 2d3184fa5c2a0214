package dev.sleeper.schema;

import java.util.List;

/// The type of a field, or of an element inside one.
///
/// A table's fields have primitive types, or lists and maps of them; [StructType] and deeper nesting exist only for
/// the rows that Sleeper keeps for itself (checkpoints). Immutable.
public sealed interface Type {

    /// The types without parts.
    enum PrimitiveType implements Type {
        /// 32-bit signed integer.
        INT("IntType"),
        /// 64-bit signed integer.
        LONG("LongType"),
        /// 32-bit IEEE 754 number.
        FLOAT("FloatType"),
        /// 64-bit IEEE 754 number.
        DOUBLE("DoubleType"),
        BOOLEAN("BooleanType"),
        /// An instant as microseconds since 1970-01-01T00:00:00Z.
        TIMESTAMP("TimestampType"),
        /// Valid UTF-8.
        STRING("StringType"),
        BYTE_ARRAY("ByteArrayType");

        private final String typeName;

        PrimitiveType(String typeName) {
            this.typeName = typeName;
        }

        /// The name that users write, such as `LongType`.
        public String typeName() {
            return typeName;
        }

        /// True for the four types that a row key or sort key may have.
        public boolean canBeKey() {
            return switch (this) {
                case INT, LONG, STRING, BYTE_ARRAY -> true;
                case FLOAT, DOUBLE, BOOLEAN, TIMESTAMP -> false;
            };
        }

        @Override
        public String toString() {
            return typeName;
        }
    }

    /// A list; its elements are never null in a table's field.
    record ListType(Type element) implements Type {
        @Override
        public String toString() {
            return "ListType(" + element + ")";
        }
    }

    /// A map; keys and values are never null in a table's field. Entries keep the order in which they were written.
    record MapType(Type key, Type value) implements Type {
        @Override
        public String toString() {
            return "MapType(" + key + "," + value + ")";
        }
    }

    /// Named parts, each nullable or not.
    record StructType(List<Field> fields) implements Type {
        public StructType {
            fields = List.copyOf(fields);
        }
    }
}
