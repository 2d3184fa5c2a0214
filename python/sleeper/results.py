"""What queries give back: Arrow batches as they arrive, and rows made of them."""

import importlib
import itertools
import json
import sys
import warnings
from time import monotonic
from typing import Any, Iterable, Iterator, List, Mapping, Optional

import pyarrow as pa

from sleeper.connection import Answer, Lost
from sleeper.errors import ConnectionLost, InvalidRequest, LargeResultWarning, PackageNotFound, SleeperError
from sleeper.errors import from_problem
from sleeper.row import Row
from sleeper.schema import type_of_arrow
from sleeper.transport import Transport

__all__ = ["LARGE_RESULT_BYTES", "LARGE_RESULT_ROWS", "QueryResult", "query_rows"]

#: A list of more rows than this is warned of.
LARGE_RESULT_ROWS = 1_000_000
#: So is one of more bytes than this, counted in Arrow; as Python objects they are several times that.
LARGE_RESULT_BYTES = 256 << 20

#: A server gives up an answer of which nothing was taken for so long.
_PATIENCE_SECONDS = 300.0
_FIRST_BYTES = 1 << 16
#: Where the last message of an answer that failed has the problem.
_PROBLEM = b"sleeper:problem"


class QueryResult:
    """The rows of a query in key order, as Arrow, pandas, polars or Python.

    Iterating gives Arrow record batches as they arrive, with memory for a few of them only, and so does whatever reads
    ``__arrow_c_stream__``. That can be done once. ``to_arrow`` and its like hold all rows, and may be called again. All
    rows are of one version of the table. If the server goes away meanwhile, ``to_arrow`` and its like ask anew; once a
    batch was given out the loss is an error (:class:`sleeper.ConnectionLost`), never a shorter result. The server gives
    up a result of which nothing is taken for 5 minutes: do long work with a batch elsewhere, or use ``to_arrow``.

    Not thread-safe. Close it, or use it in a ``with`` statement, when leaving it before its end.

    Attributes:
        schema: the rows' pyarrow.Schema.
        version: the version of the table that is read.
    """

    def __init__(self, transport: Transport, path: str, body: Mapping[str, Any]) -> None:
        self._transport = transport
        self._path = path
        self._body = body
        self._table: Optional[pa.Table] = None
        self._stream: Optional[_RowStream] = transport.query(path, body, _RowStream)
        self.schema: pa.Schema = self._stream.schema
        self.version: int = self._stream.version
        self._given = monotonic()

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        """The rows as pyarrow record batches."""
        if self._table is not None:
            return iter(self._table.to_batches())
        return self._batches(self._take())

    def to_arrow(self) -> pa.Table:
        """All rows as a pyarrow Table."""
        if self._table is None:
            stream = self._take()
            try:
                batches = list(stream)
            except Lost:
                stream, batches = self._transport.query(self._path, self._body, _read_whole)
                self.version = stream.version
            self._table = pa.Table.from_batches(batches, schema=self.schema)
        return self._table

    def to_pandas(self, **options: Any) -> Any:
        """All rows as a pandas DataFrame; the options are those of ``pyarrow.Table.to_pandas``."""
        _package("pandas")
        return self.to_arrow().to_pandas(**options)

    def to_polars(self) -> Any:
        """All rows as a polars DataFrame."""
        return _package("polars").from_arrow(self.to_arrow())

    def to_pylist(self) -> List[Row]:
        """All rows as a list of :class:`sleeper.Row`."""
        return _rows(self.to_arrow().to_batches())

    def to_reader(self) -> pa.RecordBatchReader:
        """The rows as a pyarrow RecordBatchReader, which streams."""
        return pa.RecordBatchReader.from_batches(self.schema, iter(self))

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.to_reader().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Gives up the rows that were not taken."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def __enter__(self) -> "QueryResult":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def __len__(self) -> int:
        raise _NoLength(
            "How many rows a result has is not known before its end", hint="Write result.to_arrow().num_rows."
        )

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return "<QueryResult of version {}: {}>".format(self.version, ", ".join(self.schema.names))

    def _take(self) -> "_RowStream":
        stream, self._stream = self._stream, None
        if stream is None:
            raise SleeperError(
                "The rows of this result were streamed already, or it was closed",
                code="result-taken",
                hint="Call query() again; or use to_arrow(), whose result is kept.",
            )
        return stream

    def _batches(self, stream: "_RowStream") -> Iterator[pa.RecordBatch]:
        longest = monotonic() - self._given
        try:
            for batch in stream:
                given = monotonic()
                yield batch
                longest = max(longest, monotonic() - given)
        except Lost as lost:
            raise _broken_off(lost, longest) from lost
        finally:
            stream.close()


class _NoLength(InvalidRequest, TypeError):
    """Both what Python takes for an object without a length, so that list() goes on, and an error of this package."""


def _broken_off(lost: Lost, longest_pause: float) -> ConnectionLost:
    """The error for a result whose first rows were given out already."""
    if longest_pause < 0.9 * _PATIENCE_SECONDS:
        return ConnectionLost(
            "The server went away in the middle of a result ({}); the rows so far are not all".format(lost),
            hint="Query again.",
        )
    return ConnectionLost(
        "Nothing of this result was taken for {:.0f} s, and the server gives up after {:.0f} s ({}); the rows so far are "
        "not all".format(longest_pause, _PATIENCE_SECONDS, lost),
        hint="Query again, and take the batches sooner or all of them at once, with to_arrow().",
    )


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise PackageNotFound(
            "to_{0}() needs the package {0} ({1})".format(name, error), hint="pip install {}".format(name)
        ) from error


def query_rows(transport: Transport, path: str, body: Mapping[str, Any]) -> List[Row]:
    """All rows of a query as a list, with a warning when that is a poor choice."""
    _, batches = transport.query(path, body, _read_warily)
    return _rows(batches)


class _RowStream:
    """The Arrow stream of an answer: batches in key order, ended by a marker without which it is not whole.

    Reading it raises Lost when it breaks off, or the SleeperError that the server ended it with.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._body = _Body(answer)
        self.version = int(answer.headers.get("Sleeper-Version", -1))
        try:
            self._reader = pa.ipc.open_stream(pa.PythonFile(self._body, mode="r"))
        except (pa.ArrowException, OSError, EOFError) as error:
            raise self._broken(error) from error
        # Older versions of pyarrow cannot tell what a message says beside its rows.
        self._read = getattr(self._reader, "read_next_batch_with_custom_metadata", self._read_rows)
        self.schema: pa.Schema = self._reader.schema

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        return self

    def __next__(self) -> pa.RecordBatch:
        try:
            batch, metadata = self._read()
        except StopIteration:
            if self._body.ended:  # pyarrow takes the end of the file for the end of the stream
                raise self._broken(EOFError("the stream has no end marker")) from None
            self._answer.read()
            raise
        except (pa.ArrowException, OSError, EOFError) as error:
            raise self._broken(error) from error
        if metadata is not None and _PROBLEM in metadata:
            self._answer.close()
            problem = json.loads(metadata[_PROBLEM].decode("utf-8"))
            raise from_problem(problem["status"], problem, self._answer.headers.get("X-Request-Id"))
        return batch

    def close(self) -> None:
        """Gives up the rest, if there is any."""
        self._answer.close()

    def _read_rows(self) -> Any:
        return self._reader.read_next_batch(), None

    def _broken(self, cause: BaseException) -> Exception:
        self._answer.close()
        return self._body.failure or Lost(self._answer.endpoint, cause, sent=True)


class _Body:
    """An answer's body as the file that pyarrow reads; it remembers what pyarrow would not tell.

    pyarrow reads a few bytes, then a few more: the first part, which is all of a small answer, is read at once.
    """

    closed = False

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._first = answer.read(_FIRST_BYTES)
        self.ended = False
        self.failure: Optional[Lost] = None

    def read(self, size: int) -> bytes:
        content, self._first = self._first[:size], self._first[size:]
        if len(content) < size:
            try:
                content += self._answer.read(size - len(content))
            except Lost as lost:
                self.failure = lost
                raise OSError(str(lost)) from lost
            self.ended = len(content) < size
        return content

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing to do: the answer is closed by who has it."""


def _read_whole(answer: Answer) -> Any:
    stream = _RowStream(answer)
    return stream, list(stream)


def _read_warily(answer: Answer) -> Any:
    stream = _RowStream(answer)
    batches, rows, size, warned = [], 0, 0, False
    for batch in stream:
        batches.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if not warned and (rows > LARGE_RESULT_ROWS or size > LARGE_RESULT_BYTES):
            warned = True
            warnings.warn(
                "This query gives more than {:,} rows or {:,} MB as a list, which takes much time and memory; "
                "query() gives them as a stream, or as Arrow, pandas or polars".format(
                    LARGE_RESULT_ROWS, LARGE_RESULT_BYTES >> 20
                ),
                LargeResultWarning,
                stacklevel=_level_of_caller(),
            )
    return stream, batches


def _level_of_caller() -> int:
    """How far up the stack, from where a warning is made, the first code outside of this package is."""
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("sleeper."):
        level, frame = level + 1, frame.f_back
    return level


def _rows(batches: Iterable[pa.RecordBatch]) -> List[Row]:
    rows: List[Row] = []
    for batch in batches:
        columns = []
        for field, column in zip(batch.schema, batch.columns):
            values = type_of_arrow(field.name, field.type).to_python(column)
            columns.append(zip(itertools.repeat(field.name), values))
        rows.extend(map(Row, zip(*columns)))
    return rows
