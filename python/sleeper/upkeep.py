"""What an administrator asks of a table: to be compacted, split and cleaned up, and how it is set."""

import json
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, TypeVar

from sleeper.arguments import checked_name, checked_property
from sleeper.connection import Answer, ConnectionPool, Lost
from sleeper.errors import SleeperError, TableNotFound, from_problem
from sleeper.progress import Progress
from sleeper.suggestions import other_names
from sleeper.transport import Transport, path_of

__all__ = ["CollectedFiles", "Compaction", "TableUpkeep"]

T = TypeVar("T")


class Compaction(NamedTuple):
    """What compactions did together."""

    rows: int
    """How many rows were written anew, each as often as it was."""
    seconds: float
    """From the plan of the first to the commit of the last."""
    bytes_in: int
    bytes_out: int
    files_in: int
    files_out: int


class CollectedFiles(NamedTuple):
    """What clean-up deleted, or would delete: paths below the table's location."""

    replaced: List[str]
    """Files that a compaction replaced, longer ago than anybody reads them."""
    orphans: List[str]
    """Files that belong to no commit and never will."""


class TableUpkeep:
    """The part of the client that keeps tables in order. Servers do so by themselves, unless a table is offline."""

    _transport: Transport
    quiet: bool

    def tables(self) -> List[str]:
        """The names of the instance's tables, in order."""
        return sorted(table["name"] for table in self._transport.call("GET", "/v1/tables")["tables"])

    def compact(self, table_name: str, all: bool = False) -> Compaction:
        """Merges files of a table, so that queries read fewer, and waits for it. Shows a progress bar on a terminal.

        Args:
            table_name: the table.
            all: merge until each leaf of the table's tree has one file at most, whether it is worth it or not.

        Raises:
            TableNotFound: there is no such table.
            SleeperError: a file is damaged (``code`` is ``corrupt-data``); it stays, and all else was merged.
        """
        path = path_of(checked_name(table_name), "compact")
        content = json.dumps({"all": bool(all)}).encode("utf-8")
        headers = {"Content-Type": "application/json", "Accept": "application/x-ndjson"}

        def attempt(pool: ConnectionPool) -> Any:
            return self._result(pool.request("POST", path, content, headers), "Compacting " + table_name)

        done = self._named(table_name, lambda: self._transport.repeating(attempt))
        return Compaction(
            done["rows"], done["seconds"], done["bytesIn"], done["bytesOut"], done["filesIn"], done["filesOut"]
        )

    def verify(self, table_name: str) -> List[Dict[str, str]]:
        """Reads all of a table and checks it: checksums, order, counts, bounds, and its log. Changes nothing.

        Returns:
            What is wrong, each with the ``path`` of a file and the ``problem``; nothing when the table is sound.
        """
        path = path_of(checked_name(table_name), "verify")

        def attempt(pool: ConnectionPool) -> Any:
            return self._result(pool.request("POST", path, b"", {}), "Verifying " + table_name)

        return self._named(table_name, lambda: self._transport.repeating(attempt))["findings"]

    def files(self, table_name: str) -> List[Dict[str, Any]]:
        """The data files of a table: ``path`` (below the table's location), ``partition``, ``rows``, ``sizeBytes``,
        ``minKey``, ``maxKey`` (lists of values; bytes are base64) and ``written``."""
        return self._lines(table_name, "files")

    def partitions(self, table_name: str) -> List[Dict[str, Any]]:
        """The partition tree of a table: ``id``, ``parent``, ``children``, ``leaf``, ``min``, ``max`` (lists of values,
        None where there is no bound), ``files``, ``rows`` and ``sizeBytes``."""
        return self._lines(table_name, "partitions")

    def split(self, table_name: str) -> int:
        """Splits the leaves of a table that have more rows than ``sleeper.table.partition.splitting.threshold``.

        Returns:
            How many leaves were split.
        """
        return self._table_call("POST", table_name, "split", body={})["leavesSplit"]

    def collect(self, table_name: str, dry_run: bool = False) -> CollectedFiles:
        """Deletes files of a table that are of no more use; with ``dry_run`` it says which those are, and keeps them."""
        found = self._table_call("POST", table_name, "collect", body={"dryRun": bool(dry_run)})
        return CollectedFiles(found["replaced"], found["orphans"])

    def jobs(self, table_name: str) -> List[Dict[str, Any]]:
        """The compactions of a table that go on, on whatever server: ``kind``, ``partition``, ``files``, ``rows``,
        ``rowsDone``, ``server``, ``begun`` and ``expires``."""
        return self._table_call("GET", table_name, "jobs")["jobs"]

    def table_properties(self, table_name: str) -> Dict[str, str]:
        """The properties of a table with their values, by name."""
        return self._table_call("GET", table_name, "properties")["properties"]

    def set_table_property(self, table_name: str, name: str, value: Any) -> None:
        """Sets a property of a table; None gives it its usual value. ``sleeper.table.online`` is whether servers work
        on the table in the background.

        Raises:
            TableNotFound: there is no such table.
            InvalidRequest: there is no such property, or it does not take this value.
        """
        path = ("properties", checked_property(name))
        if value is None:
            self._table_call("DELETE", table_name, *path)
        else:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            self._table_call("PUT", table_name, *path, body={"value": text})

    def _result(self, answer: Answer, title: str) -> Any:
        """What the last line of an answer says, while the lines before it say how far the work has come."""
        progress: Optional[Progress] = None
        try:
            for text in answer.lines():
                line = json.loads(text)
                if "result" in line:
                    return line["result"]
                if "problem" in line:
                    problem = line["problem"]
                    raise from_problem(problem["status"], problem, problem.get("requestId"))
                state = line["progress"]
                progress = progress or Progress(title, self.quiet, total=state["total"] or None)
                progress.update(state["done"])
            raise Lost(answer.endpoint, ConnectionError("the answer ended before its result"), True)
        finally:
            if progress is not None:
                progress.close()
            answer.close()

    def _lines(self, table_name: str, part: str) -> List[Dict[str, Any]]:
        path = path_of(checked_name(table_name), part)

        def attempt(pool: ConnectionPool) -> List[Dict[str, Any]]:
            return [json.loads(line) for line in pool.request("GET", path, None, {}).lines()]

        return self._named(table_name, lambda: self._transport.repeating(attempt))

    def _table_call(
        self,
        method: str,
        name: str,
        *rest: str,
        body: Optional[Mapping[str, Any]] = None,
        done: Optional[Callable[[SleeperError], bool]] = None,
    ) -> Any:
        path = path_of(checked_name(name), *rest)
        return self._named(name, lambda: self._transport.call(method, path, body, done))

    def _named(self, name: str, call: Callable[[], T]) -> T:
        """What the call gives; a table that is not found is told with the names of those there are."""
        try:
            return call()
        except TableNotFound as error:
            try:
                error.hint = other_names(name, self.tables())
            except SleeperError:
                pass  # What there is instead cannot be asked now; what happened is known all the same.
            raise error
