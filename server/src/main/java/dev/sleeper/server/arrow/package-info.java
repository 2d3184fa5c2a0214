/// Arrow IPC streams in and out, straight between the bytes and the arrays of columns.
///
/// The reader and the writer work on the format's own messages rather than through vectors, so that a value is
/// copied once, in bulk; that nothing is allocated by what an unchecked header says; and that starting costs no
/// time.
///
/// Reading order: `ArrowStreamWriter`, `ArrowStreamReader`, `ArrowType`, `ArrowSchema`, `BatchCursor`,
/// `ColumnDecoders`, then the decoders.
@NullMarked
package dev.sleeper.server.arrow;

import org.jspecify.annotations.NullMarked;
