package dev.sleeper.server.arrow;

/// The type of a column in an Arrow stream, as far as a table's field can be read from it.
sealed interface ArrowType {

    /// Where a variable-length value's place is written.
    enum Offsets {
        INT32,
        INT64,
        VIEW
    }

    record Nothing() implements ArrowType {
        @Override
        public String toString() {
            return "null";
        }
    }

    record Whole(int bits, boolean signed) implements ArrowType {
        @Override
        public String toString() {
            return (signed ? "int" : "uint") + bits;
        }
    }

    record Floating(int bits) implements ArrowType {
        @Override
        public String toString() {
            return "float" + bits;
        }
    }

    record Truth() implements ArrowType {
        @Override
        public String toString() {
            return "bool";
        }
    }

    /// A point in time, counted from 1970.
    ///
    /// @param perSecond how many of its units make a second: 1, 1,000, 1,000,000 or 1,000,000,000
    record Instant(long perSecond) implements ArrowType {
        @Override
        public String toString() {
            return "timestamp (" + perSecond + " a second)";
        }
    }

    /// Values of any length.
    ///
    /// @param text UTF-8 rather than bytes
    record Bytes(boolean text, Offsets offsets) implements ArrowType {
        @Override
        public String toString() {
            return switch (offsets) {
                case INT32 -> text ? "string" : "binary";
                case INT64 -> text ? "large_string" : "large_binary";
                case VIEW -> text ? "string_view" : "binary_view";
            };
        }
    }

    record FixedBytes(int width) implements ArrowType {
        @Override
        public String toString() {
            return "fixed_size_binary(" + width + ")";
        }
    }

    record ListOf(boolean large) implements ArrowType {
        @Override
        public String toString() {
            return large ? "large_list" : "list";
        }
    }

    record FixedListOf(int length) implements ArrowType {
        @Override
        public String toString() {
            return "fixed_size_list(" + length + ")";
        }
    }

    record Map() implements ArrowType {
        @Override
        public String toString() {
            return "map";
        }
    }

    /// The struct around a map's keys and values, or a column that no field can be read from.
    record Struct() implements ArrowType {
        @Override
        public String toString() {
            return "struct";
        }
    }

    /// A type that no field can be read from, such as a decimal.
    record Other(String name) implements ArrowType {
        @Override
        public String toString() {
            return name;
        }
    }
}
