/// The encodings of Parquet pages, over whole arrays of values: what the bytes between a page's header and its end
/// mean.
///
/// Reading order: `ByteSink` and `ByteSource`, `DeltaPackedEncoder` and `DeltaPackedDecoder`, `RunLengths`, then
/// `ValueEncoder` with `DictionaryEncoder` for writing, and `PageValues` with its kinds for reading.
@NullMarked
package dev.sleeper.rowfile.page;

import org.jspecify.annotations.NullMarked;
