import os
from pathlib import Path

import pytest

from sleeper import InvalidRequest, settings


@pytest.fixture(autouse=True)
def empty_home(tmp_path, monkeypatch):
    monkeypatch.setenv("SLEEPER_HOME", str(tmp_path))
    for name in ("SLEEPER_ROOT", "SLEEPER_URL", "SLEEPER_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_by_default_an_instance_is_a_directory_under_the_home(empty_home):
    assert settings.resolve("mine") == (empty_home / "instances" / "mine", None, None)


def test_the_home_is_in_the_users_data_directory(monkeypatch):
    monkeypatch.delenv("SLEEPER_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", "/data/of/user")
    assert settings.home() == Path("/data/of/user/sleeper")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/of/user")
    for system in ("linux", "darwin"):
        monkeypatch.setattr("sys.platform", system)
        assert settings.home() == Path("/home/of/user/.local/share/sleeper")


def test_arguments_come_before_the_environment(monkeypatch):
    monkeypatch.setenv("SLEEPER_URL", "http://env:1")
    monkeypatch.setenv("SLEEPER_TOKEN", "from env")

    assert settings.resolve("mine", root="/data") == (Path("/data"), None, None)
    assert settings.resolve("mine", url="https://arg:2/") == (None, "https://arg:2", "from env")
    assert settings.resolve("mine", url="http://arg:2", token="arg").token == "arg"


def test_the_environment_comes_before_the_file(empty_home, monkeypatch):
    (empty_home / "config.properties").write_text("url=http://file:1\ntoken=from file\n")
    assert settings.resolve("mine") == (None, "http://file:1", "from file")

    monkeypatch.setenv("SLEEPER_ROOT", "/data")
    assert settings.resolve("mine") == (Path("/data"), None, None)


def test_lines_for_an_instance_come_before_those_for_all(empty_home):
    (empty_home / "config.properties").write_text(
        "# where they are\n\nroot = /all\ninstance.mine.url = http://mine:1\ninstance.mine.token=a=b\n"
    )

    assert settings.resolve("mine") == (None, "http://mine:1", "a=b")
    assert settings.resolve("other") == (Path("/all"), None, None)


def test_a_root_may_be_a_file_uri_or_relative(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert settings.resolve("mine", root="file:///data/a%20b").root == Path("/data/a b")
    assert settings.resolve("mine", root="data").root == Path(os.getcwd()) / "data"
    assert settings.resolve("mine", root=tmp_path).root == tmp_path


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"basename": ""}, "instance name"),
        ({"basename": "a/b"}, "instance name"),
        ({"basename": ".."}, "instance name"),
        ({"basename": "x" * 129}, "instance name"),
        ({"basename": None}, "instance name"),
        ({"basename": "a", "root": "/data", "url": "http://h:1"}, "Both a root and a URL"),
        ({"basename": "a", "root": "s3://bucket/prefix"}, "is on S3, where Sleeper does not work yet"),
        ({"basename": "a", "root": "gs://bucket/prefix"}, "is of no known kind"),
        ({"basename": "a", "root": "file://elsewhere/data"}, "on another machine"),
        ({"basename": "a", "root": ""}, "The root is '', but must be a directory"),
        ({"basename": "a", "root": 5}, "The root is 5, but must be a directory"),
        ({"basename": "a", "url": ""}, "The url is '', but must be a URL"),
        ({"basename": "a", "url": "h:1"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "ftp://h:1"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h:notaport"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h:99999"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h:0"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h /x"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h/\ud800"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://" + "h" * 64}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://[::1"}, "not of the form http://host:port"),
        ({"basename": "a", "url": "http://h", "token": "secr\net"}, "printable ASCII"),
        ({"basename": "a", "url": "http://h", "token": "secr\u00e9t"}, "printable ASCII"),
        ({"basename": "a", "url": "http://h", "token": b"secret"}, "printable ASCII"),
    ],
)
def test_what_names_no_instance_is_refused(arguments, message):
    with pytest.raises(InvalidRequest) as refusal:
        settings.resolve(**arguments)

    assert message in str(refusal.value)
    assert "secr" not in str(refusal.value)


def test_a_variable_that_is_empty_says_nothing(empty_home, monkeypatch):
    monkeypatch.setenv("SLEEPER_ROOT", "")
    monkeypatch.setenv("SLEEPER_URL", "")

    assert settings.resolve("mine").root == empty_home / "instances" / "mine"


def test_a_token_may_be_the_line_of_a_file():
    assert settings.resolve("mine", url="http://h:1", token=" abc\n").token == "abc"


@pytest.mark.parametrize(
    "line, suggestion",
    [
        ("ulr=http://h:1", "Did you mean 'url'?"),
        ("URL=http://h:1", "Did you mean 'url'?"),
        ("instance.my.one.tokn=abc", "Did you mean 'token'?"),
        ("heap=2g", "The names are root, url and token; for one instance, instance.NAME.root, …"),
        ("instance.url=http://h:1", "instance.NAME.root"),
    ],
)
def test_an_unknown_name_in_the_config_is_refused(empty_home, line, suggestion):
    (empty_home / "config.properties").write_text("# mine\nroot=/data\n" + line + "\n")

    with pytest.raises(InvalidRequest) as refusal:
        settings.resolve("mine")

    assert "line 3: there is no setting {!r}".format(line.partition("=")[0]) in str(refusal.value)
    assert suggestion in refusal.value.hint


def test_a_config_that_is_no_text_is_named_in_one_line(empty_home):
    (empty_home / "config.properties").write_bytes("root=/d\u00e4ta\n".encode("latin-1"))

    with pytest.raises(InvalidRequest) as refusal:
        settings.resolve("mine")

    assert str(refusal.value) == "{} is not UTF-8 text: line 1 is not\nSave it as UTF-8.".format(
        empty_home / "config.properties"
    )


def test_a_config_line_without_a_value_is_refused(empty_home):
    (empty_home / "config.properties").write_text("url http://h:1\n")

    with pytest.raises(InvalidRequest, match="line 1 is not of the form name=value"):
        settings.resolve("mine")
