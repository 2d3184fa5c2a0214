"""Estimates at which values of a row key a table's leaves should meet, by a command of the server's program."""

import base64
import json
import os
import subprocess
from typing import Any, List, Sequence, Union

import pyarrow as pa
import pyarrow.parquet as pq

from sleeper.errors import InvalidRequest, SleeperError
from sleeper.java import find_jar, find_java

__all__ = ["estimated_split_points"]

Path = Union[str, "os.PathLike[str]"]


def estimated_split_points(files: Sequence[Path], row_key: str, leaves: int) -> List[Any]:
    """The values, ascending, in the form in which records have them."""
    if isinstance(files, (str, bytes, os.PathLike)) or not files:
        raise InvalidRequest("files must be a list of paths of Parquet files", code="wrong-use")
    paths = [os.path.abspath(os.fspath(file)) for file in files]
    command = [find_java(), "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-jar", str(find_jar())]
    command += ["estimate-split-points", "--json", "--row-key", row_key, "--leaves", str(leaves)] + paths
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    try:
        answer = json.loads(ended.stdout.decode("utf-8"))
    except ValueError:
        said = ended.stderr.decode("utf-8", "replace").strip()
        raise SleeperError("Split points could not be estimated: {}".format(said), code="wrong-use") from None
    if ended.returncode != 0:
        raise InvalidRequest(answer["detail"], code=answer["code"], hint=answer["hint"])
    kind = pq.read_schema(paths[0]).field(row_key).type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return [base64.b64decode(point) for point in answer["splitPoints"]]
    return answer["splitPoints"]
