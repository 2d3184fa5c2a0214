package dev.sleeper.engine.sort;

/// Where the keys of some rows begin to differ: they are equal in all key columns before `column`, and in the first
/// `skip` bytes of that one.
///
/// @param column which key column; the number of key columns when the keys are all equal
/// @param skip   how many bytes of its values are equal
public record PrefixPosition(int column, int skip) implements Comparable<PrefixPosition> {
    /// No equal byte at all.
    public static final PrefixPosition START = new PrefixPosition(0, 0);

    /// Orders by how much is equal.
    @Override
    public int compareTo(PrefixPosition other) {
        return column != other.column ? Integer.compare(column, other.column) : Integer.compare(skip, other.skip);
    }

    /// The one with less that is equal.
    public PrefixPosition min(PrefixPosition other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
