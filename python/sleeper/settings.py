"""Which instance a client speaks to: arguments, then the environment, then a file, then the default."""

import os
import re
from pathlib import Path
from typing import Dict, NamedTuple, Optional
from urllib.parse import unquote, urlsplit

from sleeper.errors import InvalidRequest
from sleeper.hints import did_you_mean

__all__ = ["Target", "home", "resolve"]

_URL_CHARACTERS = re.compile(r"[!-~]+\Z")
_TOKEN = re.compile(r"[ -~]+\Z")
_INSTANCE_NAME = re.compile(r"^[A-Za-z0-9_.-]{1,128}\Z")
_SETTINGS = ("root", "url", "token")
_SETTING_NAME = re.compile(r"(?:instance\.[A-Za-z0-9_.-]{1,128}\.)?([^.]+)\Z")


class Target(NamedTuple):
    """Where an instance is: at the ``url`` of a server that someone runs, else in the directory ``root``."""

    root: Optional[Path]
    url: Optional[str]
    token: Optional[str]


def home() -> Path:
    """The directory of the embedded instances of this user: ``$SLEEPER_HOME``, or in the user's data directory.

    On macOS it is that of Linux: Polars by itself reads no Delta table whose path has a space, as Application Support.
    """
    given = os.environ.get("SLEEPER_HOME")
    if given:
        return Path(given).absolute()
    if os.name == "nt":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "sleeper"
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data and os.path.isabs(data) else Path.home() / ".local" / "share") / "sleeper"


def resolve(
    basename: str, root: Optional[str] = None, url: Optional[str] = None, token: Optional[str] = None
) -> Target:
    """Finds the instance. The first place that names a root or a URL counts; a token may come from a later place.

    The places are the arguments; ``SLEEPER_ROOT``, ``SLEEPER_URL`` and ``SLEEPER_TOKEN``; ``config.properties`` in
    :func:`home`, with lines such as ``instance.NAME.url=…`` for one instance and ``url=…`` for all; and by default a
    directory under :func:`home` with the instance's name.
    """
    if not isinstance(basename, str) or not _INSTANCE_NAME.match(basename) or basename.strip(".") == "":
        raise InvalidRequest(
            "The instance name {!r} is not 1 to 128 letters, digits, '_', '.' and '-'".format(basename),
            code="invalid-name",
        )
    for argument, value in (("root", root), ("url", url)):
        if value is not None and (not value or not isinstance(value, (str, os.PathLike))):
            raise InvalidRequest(
                "The {} is {!r}, but must be {}".format(argument, value, "a directory" if argument == "root" else "a URL"),
                hint="Leave {} out for what the environment or the default says.".format(argument),
            )
    config = _config()
    environment = {name: os.environ.get("SLEEPER_" + name.upper()) for name in _SETTINGS}
    places = [
        ("the arguments", {"root": root, "url": url, "token": token}),
        ("the environment", environment),
        ("config.properties", {n: config.get("instance.{}.{}".format(basename, n)) for n in _SETTINGS}),
        ("config.properties", {n: config.get(n) for n in _SETTINGS}),
    ]
    found_token = next((place["token"] for _, place in places if place["token"]), None)
    for name, place in places:
        if place["root"] and place["url"]:
            raise InvalidRequest(
                "Both a root and a URL are given in {}".format(name),
                hint="Give the root of an instance for a server of your own, or the URL of a server that runs.",
            )
        if place["url"]:
            return Target(None, _checked_url(str(place["url"])), _checked_token(found_token))
        if place["root"]:
            return Target(_root_directory(os.fspath(place["root"])), None, None)
    return Target(home() / "instances" / basename, None, None)


def _config() -> Dict[str, str]:
    path = home() / "config.properties"
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise InvalidRequest("{} cannot be read: {}".format(path, error)) from error
    except UnicodeDecodeError as error:
        line_number = content.count(b"\n", 0, error.start) + 1
        raise InvalidRequest(
            "{} is not UTF-8 text: line {} is not".format(path, line_number), hint="Save it as UTF-8."
        ) from None
    values = {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line and line[0] not in "#!":
            where = "{}, line {}".format(path, number)
            name, equals, value = line.partition("=")
            if not equals:  # the line may hold a token, so it is not shown
                raise InvalidRequest("{} is not of the form name=value".format(where))
            values[_checked_setting(name.strip(), where)] = value.strip()
    return values


def _checked_setting(name: str, where: str) -> str:
    """The name of a setting in the config; one that nobody reads would be a server or token that is not used."""
    match = _SETTING_NAME.match(name)
    if match and match.group(1) in _SETTINGS:
        return name
    known = "The names are root, url and token; for one instance, instance.NAME.root, …"
    raise InvalidRequest(
        "{}: there is no setting {!r}".format(where, name),
        hint=(match and did_you_mean(match.group(1), _SETTINGS)) or known,
    )


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        host = b""
    if not host or not has_port or parts.scheme not in ("http", "https") or not _URL_CHARACTERS.match(url):
        raise InvalidRequest("The server's URL {!r} is not of the form http://host:port".format(url))
    return url.rstrip("/")


def _checked_token(token: Optional[str]) -> Optional[str]:
    """The token without what surrounds it, such as the end of the line in a file. Errors never show it."""
    if token is None:
        return None
    if not isinstance(token, str) or not _TOKEN.match(token.strip()):
        raise InvalidRequest("The token is not a string of printable ASCII characters")
    return token.strip()


def _root_directory(root: str) -> Path:
    if root.startswith("file:"):
        parts = urlsplit(root)
        if parts.netloc not in ("", "localhost"):
            raise InvalidRequest("The root {!r} is on another machine".format(root))
        return Path(unquote(parts.path)).absolute()
    if root.startswith(("s3://", "s3a://", "s3n://")):
        raise InvalidRequest(
            "The root {!r} is on S3, where Sleeper does not work yet".format(root),
            code="unsupported-root",
            hint="Today a root is a directory of this machine: its path, or file:///path.",
        )
    if "://" in root:
        raise InvalidRequest(
            "The root {!r} is of no known kind".format(root),
            code="unsupported-root",
            hint="Give a directory of this machine, or the URL of a server with url=.",
        )
    return Path(root).expanduser().absolute()
