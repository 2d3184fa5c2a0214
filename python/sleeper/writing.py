"""Writes batches of records: streamed as they come, all or nothing, once however often they had to be sent."""

import contextlib
from types import TracebackType
from typing import Any, Dict, Iterator, Optional, Type

from sleeper.connection import ConnectionPool, Lost, Upload
from sleeper.errors import ConnectionLost, OutcomeUnknown, ServerNotFound, SleeperError, TableNotFound
from sleeper.progress import Progress
from sleeper.records import record_batches
from sleeper.schema import Schema
from sleeper.spool import Spool
from sleeper.transport import Transport, path_of

__all__ = ["BatchWriter"]

#: A write smaller than this is one plain request, made at the end.
_STREAM_BYTES = 1 << 20
_END_OF_STREAM = b"\xff\xff\xff\xff\x00\x00\x00\x00"


class BatchWriter:
    """Writes records to a table in one batch, made by :meth:`SleeperClient.create_batch_writer` for a ``with`` block.

    Records go to the server while the block runs, so memory does not grow with their number. They come into the table
    all at once when the block ends, and not at all when it ends by an exception. When the server dies meanwhile, what
    was sent is sent again to the next one, from a temporary file, under the same job id; so it is when the server has
    given up, as it does when it is sent nothing for 5 minutes. Of a batch over 16 GiB, or when that file finds no room,
    what was sent is not kept: then both are errors (:class:`sleeper.ConnectionLost`), and nothing is written.

    For one thread at a time.

    Attributes:
        job_id: the id of this write. Another write to the table with this id within 7 days changes nothing.
        num_records: how many records were passed so far.
        version: the version of the table in which the records are; None until the block has ended.
        already_written: whether a write with this job id was in the table before, so that this one changed nothing, also
            where it is an earlier attempt of this one; None until the block has ended.
    """

    def __init__(
        self,
        transport: Transport,
        table_name: str,
        schema: Schema,
        job_id: str,
        quiet: bool = False,
        table_id: Optional[str] = None,
        total: Optional[int] = None,
    ) -> None:
        self.job_id = job_id
        self.num_records = 0
        self.version: Optional[int] = None
        self.already_written: Optional[bool] = None
        self._table_name = table_name
        self._table_id = table_id
        self._schema = schema
        self._quiet = quiet
        self._total = total
        # By the id the server finds the table also when it was renamed meanwhile, and no other of its name.
        self._stream = _WriteStream(
            transport, path_of(table_name if table_id is None else "id:" + table_id, "rows"), job_id
        )
        self._progress: Optional[Progress] = None
        self._used = False
        self._failure: Optional[BaseException] = None

    def write(self, records: Any) -> None:
        """Adds records to the batch.

        Args:
            records: a list of dicts or other iterable of them; a pyarrow Table, RecordBatch or RecordBatchReader; a
                pandas or polars data frame; or whatever has ``__arrow_c_stream__``.

        Raises:
            InvalidRecord: a record does not fit the table. The whole batch then fails.
        """
        if self._progress is None:
            raise SleeperError(
                "Records can be written only inside the writer's with block",
                code="writer-closed",
                hint="with client.create_batch_writer({!r}) as writer: …".format(self._table_name),
            )
        if self._failure is not None:
            raise self._failed() from self._failure
        try:
            with self._naming_write():
                for batch in record_batches(records, self._schema):
                    if self.num_records == 0:
                        self._stream.send(self._schema.arrow.serialize())
                    self._stream.send(batch.serialize())
                    self.num_records += batch.num_rows
                    self._progress.update(self.num_records)
        except BaseException as error:
            self._failure = error
            raise

    def __enter__(self) -> "BatchWriter":
        if self._used:
            raise SleeperError(
                "A batch writer serves one with block",
                code="writer-closed",
                hint="Make another with client.create_batch_writer({!r}).".format(self._table_name),
            )
        self._used = True
        self._progress = Progress("Writing " + self._table_name, self._quiet, self._total)
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        progress, self._progress = self._progress, None
        assert progress is not None
        try:
            if error is None and self._failure is not None:
                raise self._failed() from self._failure
            if error is None and self.num_records:
                with self._naming_write():
                    self._stream.send(_END_OF_STREAM)
                    answer = self._stream.finish()
                    self.version = answer["version"]
                    self.already_written = answer["alreadyWritten"]
                progress.finish(self.num_records)
        finally:
            progress.close()
            self._stream.abandon()

    @contextlib.contextmanager
    def _naming_write(self) -> Iterator[None]:
        """Makes errors say what became of this write, and under which id it can be made again."""
        try:
            yield
        except (ConnectionLost, OutcomeUnknown, ServerNotFound) as error:
            again = "Write the same records again with job_id={!r}; they are written once in either case."
            # The server's hint says the same in other words.
            kept = "" if isinstance(error, OutcomeUnknown) or not error.hint else error.hint + "\n"
            error.hint = kept + again.format(self.job_id)
            error.job_id = self.job_id
            raise
        except TableNotFound as error:
            if self._table_id is None:
                raise
            raise TableNotFound(
                "Table {!r} was dropped during this write; nothing of it is written".format(self._table_name),
                hint="Write the records to another table.",
                request_id=error.request_id,
                status=error.status,
            ) from error

    def _failed(self) -> SleeperError:
        return SleeperError(
            "Nothing of this batch is written, as a write to it failed: {}".format(self._failure), code="write-failed"
        )


class _WriteStream:
    """The body of a write on its way to whichever server is there."""

    def __init__(self, transport: Transport, path: str, job_id: str) -> None:
        self._transport = transport
        self._path = path
        self._headers = {"Content-Type": "application/vnd.apache.arrow.stream", "Idempotency-Key": job_id}
        self._spool = Spool()
        self._upload: Optional[Upload] = None
        # Of all pieces together: what the server dies of may be noticed only some pieces later.
        self._deaths = transport.deaths()

    def send(self, piece: Any) -> None:
        """Sends a piece of the body, now or with a later one."""
        self._spool.append(piece)
        if self._upload is None and self._spool.size < _STREAM_BYTES:
            return

        def attempt(pool: ConnectionPool) -> None:
            if self._upload is None:
                self._upload = self._begin(pool)
                return
            try:
                self._upload.send(piece)
            except Lost:
                self._upload = None
                raise

        self._transport.repeating(attempt, self._deaths)

    def finish(self) -> Dict[str, Any]:
        """Ends the body and gives the server's answer: the records are in the table."""

        def attempt(pool: ConnectionPool) -> Any:
            pieces = self._spool.in_memory
            if self._upload is None and pieces is not None:
                headers = dict(self._headers, **{"Content-Length": str(self._spool.size)})
                return pool.request("POST", self._path, pieces, headers).json()
            upload, self._upload = self._upload or self._begin(pool), None
            return upload.finish()

        try:
            return self._transport.repeating(attempt, self._deaths)
        except OutcomeUnknown:
            if not self._spool.is_whole:
                raise
            # Once more under the same job id, which is one write in either case.
            return self._transport.repeating(attempt, self._deaths)

    def abandon(self) -> None:
        """Breaks the body off if it was not ended, so that nothing of it comes into the table."""
        if self._upload is not None:
            self._upload.abandon()
            self._upload = None
        self._spool.close()

    def _begin(self, pool: ConnectionPool) -> Upload:
        """A request with all that was to be sent so far."""
        if not self._spool.is_whole:
            raise ConnectionLost(
                "The server went away in a write too large to be repeated from here ({:,} bytes so far); nothing of it "
                "is written, unless its last byte was sent".format(self._spool.size)
            )
        upload = pool.upload(self._path, self._headers)
        try:
            for piece in self._spool.pieces():
                upload.send(piece)
        except BaseException:
            upload.abandon()
            raise
        return upload
