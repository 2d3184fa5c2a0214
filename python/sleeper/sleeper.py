"""The client: writes records to Sleeper, queries them, and makes tables."""

from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, TypeVar, Union

from sleeper import settings
from sleeper.arguments import (
    checked_columns,
    checked_job_id,
    checked_limit,
    checked_name,
    checked_property,
    checked_split_points,
)
from sleeper.errors import InvalidRequest, SleeperError, TableExists, TableNotFound
from sleeper.estimate import estimated_split_points
from sleeper.records import count_of, is_repeatable
from sleeper.regions import exact_regions, range_regions, repeatable_keys
from sleeper.results import QueryResult, query_rows
from sleeper.row import Row
from sleeper.schema import Schema, TableDescription
from sleeper.suggestions import create_table_line
from sleeper.transport import Transport, path_of
from sleeper.upkeep import TableUpkeep
from sleeper.writing import BatchWriter

__all__ = ["SleeperClient"]

T = TypeVar("T")


class SleeperClient(TableUpkeep):
    """A client of one Sleeper instance.

    With nothing but a name, the instance is a directory of this user on this machine, served by a local server that the
    first call starts and later ones find; it ends by itself when idle. When it dies, calls start it again and repeat
    themselves. Elsewhere: ``root`` names the instance's directory, or ``url`` a server that someone runs.

    Thread-safe. May be pickled (its token goes along), used after a fork, and used in a ``with`` statement.

    Args:
        basename: the instance's name: letters, digits, ``_``, ``.`` and ``-``.
        root: a directory that is the instance itself; the name is then only a label. Default: ``SLEEPER_ROOT``.
        url: the URL of a running server. Default: ``SLEEPER_URL``.
        token: that server's token. Default: ``SLEEPER_TOKEN``.
        quiet: show no progress on long writes; it is shown only on a terminal anyway.

    What is given by neither arguments nor environment is looked for in ``config.properties`` in the user's Sleeper
    directory (``SLEEPER_HOME``), on lines such as ``url=…`` or, for one instance, ``instance.NAME.url=…``.

    Raises:
        InvalidRequest: the name is none, or root and URL are both given.

    Example::

        from sleeper import SleeperClient
        client = SleeperClient('my_instance')
        client.create_table('my_table', {'key': str, 'value': str}, row_keys=['key'])
        client.write_single_batch('my_table', [{'key': 'a', 'value': 'first'}])
        client.exact_key_query('my_table', {'key': ['a']})   # [[('key', 'a'), ('value', 'first')]]
    """

    def __init__(
        self,
        basename: str,
        root: Optional[str] = None,
        url: Optional[str] = None,
        token: Optional[str] = None,
        quiet: bool = False,
    ) -> None:
        self._begin(basename, settings.resolve(basename, root, url, token), quiet)

    def _begin(self, basename: str, target: settings.Target, quiet: bool) -> None:
        self.basename = basename
        self.quiet = quiet
        self._target = target
        self._transport = Transport(target)
        self._schemas: Dict[str, Schema] = {}

    # Writing

    def write_single_batch(self, table_name: str, records_to_write: Any, job_id: Optional[str] = None) -> None:
        """Writes a batch of records; when this returns, they are durable and every query sees them.

        All of the records come into the table, or none. An empty batch changes nothing.

        Args:
            table_name: the table.
            records_to_write: a list of dicts, each a record of field name to value, or any iterable of them; a pyarrow
                Table, RecordBatch or RecordBatchReader; a pandas or polars data frame; or whatever has
                ``__arrow_c_stream__``. Nullable fields may be left out. Naive datetimes are taken as UTC.
            job_id: an id for this write, 1 to 128 printable ASCII characters. A second write to the same table with the
                same id within 7 days changes nothing, whatever its records, so a caller who cannot know whether a write
                came through may repeat it. Ids are each table's own: in another table the same id is another write.

        Raises:
            InvalidRecord: a record does not fit the table; says which, and what of it.
            InvalidRequest: the records are of a kind that cannot be written, or the job id is none.
            TableNotFound: there is no such table.
            StoreUnavailable: the store failed; nothing was written.
            OutcomeUnknown: whether the batch was written is not known; writing it again with the same id is safe.
        """
        job_id = checked_job_id(job_id)

        def write(schema: Schema) -> None:
            total = count_of(records_to_write)
            with BatchWriter(self._transport, table_name, schema, job_id, self.quiet, total=total) as writer:
                writer.write(records_to_write)

        if is_repeatable(records_to_write):
            self._with_schema(table_name, write, records_to_write)
        else:
            write(self._current(table_name, records_to_write).schema)

    def create_batch_writer(self, table_name: str, job_id: Optional[str] = None) -> BatchWriter:
        """Makes a writer for one batch of any size, for use in a ``with`` statement::

            with client.create_batch_writer('my_table') as writer:
                writer.write(records)
                writer.write(more_records)

        Records are streamed while the block runs. They all come into the table when it ends, or none if it raises; also
        when the table is renamed meanwhile.

        Args:
            table_name: the table.
            job_id: as for :meth:`write_single_batch`. The writer's ``already_written`` tells whether there was a write
                with this id before.

        Raises:
            TableNotFound: there is no such table.
        """
        job_id = checked_job_id(job_id)
        table = self._current(table_name, ())
        return BatchWriter(self._transport, table_name, table.schema, job_id, self.quiet, table.id)

    # Querying

    def exact_key_query(
        self, table_name: str, keys: Union[Mapping[str, Sequence[Any]], Sequence[Mapping[str, Any]]]
    ) -> List[Row]:
        """Finds the records with given keys.

        Args:
            table_name: the table.
            keys: a dict of one row key field to a list of values, ``{'key': ['a', 'b']}``; or a list of dicts of row key
                field to value, ``[{'key': 'a'}, {'key': 'b'}]``, which may name several fields each. At most 100,000 keys
                at once, of 32 MiB together as JSON.

        Returns:
            A list of :class:`sleeper.Row` in key order. More than 1,000,000 of them, or 256 MB, are warned of
            (:class:`sleeper.LargeResultWarning`); :meth:`query` streams.

        Raises:
            InvalidRequest: the keys are of another form, or their values not of the fields' types.
            TableNotFound: there is no such table.
        """
        kept = repeatable_keys(keys)
        return self._rows(table_name, lambda schema: {"regions": exact_regions(kept, schema)})

    def range_key_query(self, table_name: str, regions: Sequence[Mapping[str, Sequence[Any]]]) -> List[Row]:
        """Finds the records whose keys are in given ranges.

        Args:
            table_name: the table.
            regions: a list of dicts of row key field to range, a list or tuple: ``[min, max]``, with the minimum in and
                the maximum out, or ``[min, min_inclusive, max, max_inclusive]``. A maximum of None is no bound. A
                region that names several fields holds the records that are in all of its ranges. At most 100,000.

        Returns:
            A list of :class:`sleeper.Row` in key order, each once. Long ones are warned of, as for exact keys.

        Raises:
            InvalidRequest: the regions are of another form, or their values not of the fields' types.
            TableNotFound: there is no such table.
        """
        return self._rows(table_name, lambda schema: {"regions": range_regions(regions, schema)})

    def query(
        self,
        name: str,
        regions: Optional[Sequence[Mapping[str, Sequence[Any]]]] = None,
        columns: Optional[Sequence[str]] = None,
        limit: Optional[int] = None,
    ) -> QueryResult:
        """Queries for any number of records, given as a stream or as Arrow, pandas or polars.

        Args:
            name: the table.
            regions: as for :meth:`range_key_query`; None for all records.
            columns: the fields to give, in this order; None for all.
            limit: how many records to give at most, the first in key order.

        Returns:
            A :class:`sleeper.QueryResult`. The server gives it up when nothing of it is taken for 5 minutes.

        Raises:
            InvalidRequest: a region, column or limit is none.
            TableNotFound: there is no such table.
        """

        def ask(schema: Schema) -> QueryResult:
            body: Dict[str, Any] = {}
            if regions is not None:
                body["regions"] = range_regions(regions, schema)
            if columns is not None:
                body["columns"] = checked_columns(columns, schema)
            if limit is not None:
                body["limit"] = checked_limit(limit)
            return QueryResult(self._transport, path_of(name, "query"), body)

        return self._with_schema(name, ask)

    # Tables

    def create_table(
        self,
        name: str,
        schema: Any,
        row_keys: Optional[Sequence[str]] = None,
        sort_keys: Sequence[str] = (),
        split_points: Optional[Sequence[Any]] = None,
    ) -> TableDescription:
        """Makes a table.

        Args:
            name: 1 to 128 of ``a``-``z``, digits, ``_``, ``.`` and ``-``, the first no ``.`` or ``-``.
            schema: a dict of field name to type. A type is ``str``, ``int`` (LongType), ``float`` (DoubleType),
                ``bool``, ``bytes`` or ``datetime``, or a name such as ``'IntType'``, ``'float'``,
                ``'ListType(StringType)'`` or ``'MapType(StringType,LongType)'``, with a ``?`` at its end if the field
                may be None. Or a pyarrow Schema; or the schema of another table; or schema JSON, as a dict or str, with
                ``rowKeyFields``, ``sortKeyFields`` and ``valueFields``. Fields keep this order everywhere.
            row_keys: the fields by which records are found, most significant first. Not needed with schema JSON.
            sort_keys: the fields that order records of equal row keys.
            split_points: values of the first row key at which the table is partitioned from the start;
                :meth:`estimate_split_points` gives some.

        Raises:
            InvalidRequest: the name, the schema or a split point is none; says what is wrong.
            TableExists: there is a table of this name.
        """
        checked_name(name)
        parsed = Schema.parse(schema, row_keys, sort_keys)
        body = {"name": name, "schema": parsed.to_json()}
        if split_points is not None:
            body["splitPoints"] = checked_split_points(split_points, parsed)

        def made_already(error: SleeperError) -> bool:
            if not isinstance(error, TableExists):
                return False
            found = self.describe(name)
            return found.rows == 0 and found.schema.same_as(parsed)

        answer = self._transport.call("POST", "/v1/tables", body, made_already)
        description = self.describe(name) if answer is None else TableDescription(answer)
        self._schemas[name] = description.schema
        return description

    def estimate_split_points(self, files: Sequence[Any], row_key: str, leaves: int) -> List[Any]:
        """Split points for :meth:`create_table`, from a fair sample of what will be written: local Parquet files.

        Args:
            files: their paths.
            row_key: the first row key, a column of each, of integers, strings or byte arrays.
            leaves: how many leaves the table shall have. It gets fewer where too many rows have one key.

        Raises:
            InvalidRequest: a file cannot be read or has no such column, or there cannot be as many leaves.
        """
        return estimated_split_points(files, row_key, leaves)

    def describe(self, name: str) -> TableDescription:
        """What a table is: its schema, keys and location, and its counts at its newest version.

        Raises:
            TableNotFound: there is no such table.
        """
        description = TableDescription(self._table_call("GET", name))
        self._schemas[name] = description.schema
        return description

    def rename_table(self, name: str, new_name: str) -> None:
        """Gives a table another name.

        Raises:
            InvalidRequest: the new name is none.
            TableNotFound: there is no such table.
            TableExists: there is a table of the new name.
        """
        checked_name(new_name)
        table = self.describe(name)

        def renamed_already(error: SleeperError) -> bool:
            try:
                return isinstance(error, TableNotFound) and self.describe(new_name).id == table.id
            except TableNotFound:
                return False

        self._table_call("POST", name, "rename", body={"name": new_name}, done=renamed_already)
        self._schemas.pop(name, None)

    def drop_table(self, name: str) -> None:
        """Removes a table and all of its records, for good.

        Raises:
            TableNotFound: there is no such table.
        """
        self.describe(name)  # so that it was there, should the answer to the next request be lost
        self._table_call("DELETE", name, done=lambda error: isinstance(error, TableNotFound))
        self._schemas.pop(name, None)

    def set_property(self, name: str, value: Any) -> None:
        """Sets a property of the instance.

        Raises:
            InvalidRequest: there is no such property, or it does not take this value.
        """
        text = str(value).lower() if isinstance(value, bool) else str(value)
        self._transport.call("PUT", "/v1/instance/properties/" + checked_property(name), {"value": text})

    # Of the contract, for later versions

    def ingest_parquet_files_from_s3(self, table_name: str, files: Sequence[str], job_id: Optional[str] = None) -> None:
        """Not in this version: raises SleeperError. Write the files' batches with :meth:`create_batch_writer`."""
        raise _not_yet("ingest_parquet_files_from_s3")

    def bulk_import_parquet_files_from_s3(
        self,
        table_name: str,
        files: Sequence[str],
        id: Optional[str] = None,
        platform: Union[str, Mapping[str, str], None] = None,
        platform_spec: Optional[Mapping[str, str]] = None,
        class_name: Optional[str] = None,
    ) -> None:
        """Not in this version: raises SleeperError. Write the files' batches with :meth:`create_batch_writer`."""
        raise _not_yet("bulk_import_parquet_files_from_s3")

    # The client itself

    def close(self) -> None:
        """Closes the connections to the server, which ends by itself when idle. The client stays usable."""
        self._transport.close()

    def __enter__(self) -> "SleeperClient":
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()

    def __getstate__(self) -> Dict[str, Any]:
        return {"basename": self.basename, "target": self._target, "quiet": self.quiet}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self._begin(state["basename"], state["target"], state["quiet"])

    def __repr__(self) -> str:
        return "SleeperClient({!r}, at {})".format(self.basename, self._target.url or self._target.root)

    def _rows(self, table_name: str, body: Callable[[Schema], Dict[str, Any]]) -> List[Row]:
        path = path_of(checked_name(table_name), "query")
        return self._with_schema(table_name, lambda schema: query_rows(self._transport, path, body(schema)))

    def _with_schema(self, table_name: str, use: Callable[[Schema], T], records: Any = None) -> T:
        """What ``use`` makes of the table's schema: of the known one if there is one.

        When that is refused, the table may have been made anew with another schema since: then again with that.
        """
        known = self._schemas.get(checked_name(table_name))
        if known is None:
            return use(self._current(table_name, records).schema)
        try:
            return use(known)
        except (InvalidRequest, TableNotFound):
            current = self._current(table_name, records).schema
            if current.same_as(known):
                raise
            return use(current)

    def _current(self, table_name: str, records: Any = None) -> TableDescription:
        """The table as it is now. For records that are to be written to it, errors say how to make one that they fit."""
        self._schemas.pop(checked_name(table_name), None)
        try:
            return self.describe(table_name)
        except TableNotFound as error:
            error.hint = "{}\nTo make it: {}".format(error.hint, create_table_line(table_name, records))
            raise


def _not_yet(method: str) -> SleeperError:
    return SleeperError(
        "{} is not in this version of Sleeper".format(method),
        code="not-supported",
        hint="Write the files from here, of any size and all or nothing: with client.create_batch_writer(table) as "
        "writer, for each file, writer.write(pyarrow.parquet.ParquetFile(file).iter_batches()).",
    )
