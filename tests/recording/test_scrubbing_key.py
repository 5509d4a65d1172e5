"""The key: made once, for its owner alone, and never shown."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pytest_portone.recording.errors import RecordingError
from pytest_portone.recording.scrubbing import key
from pytest_portone.recording.scrubbing.editing import Scrubber
from pytest_portone.recording.scrubbing.pseudonyms import Pseudonyms

LOAD = """
import sys
from pathlib import Path
from pytest_portone.recording.scrubbing import key
sys.stdin.readline()
print(key.load(Path(sys.argv[1])).hex())
"""


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "new" / "folder" / "recording.key"
    made = key.load(path)

    assert len(made) == 32
    assert key.load(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["recording.key"]


def test_processes_that_make_it_at_once_agree(tmp_path):
    path = tmp_path / "recording.key"
    command = [sys.executable, "-c", LOAD, str(path)]
    racers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for each in racers:
        each.stdin.write("go\n")
        each.stdin.flush()
    keys = {each.communicate(timeout=60)[0] for each in racers}

    assert keys == {path.read_bytes().hex() + "\n"}
    assert [each.name for each in tmp_path.iterdir()] == ["recording.key"]


@pytest.mark.parametrize("has_links", [True, False])
def test_the_slower_of_two_takes_the_key_of_the_faster(tmp_path, monkeypatch, has_links):
    path = tmp_path / "recording.key"
    if not has_links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links")))
    opened = os.open

    def overtaken(file, *arguments):
        path.write_bytes(b"f" * 32)
        return opened(file, *arguments)

    monkeypatch.setattr(key.os, "open", overtaken)

    assert key.load(path) == b"f" * 32
    assert [each.name for each in tmp_path.iterdir()] == ["recording.key"]


def test_a_volume_without_links_is_no_obstacle(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(PermissionError(1, "no links")))

    assert key.load(tmp_path / "recording.key") == (tmp_path / "recording.key").read_bytes()


def test_a_home_that_cannot_be_written_is_said_with_the_way_out(tmp_path, monkeypatch):
    def refused(*_arguments, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)

    with pytest.raises(RecordingError) as told:
        key.load(tmp_path / "home" / "recording.key")

    assert "received Permission denied" in str(told.value)
    assert "portone_recording_key" in str(told.value)
    assert key.VARIABLE in str(told.value)


def test_a_folder_below_a_file_is_said(tmp_path):
    (tmp_path / "home").write_text("no folder")

    with pytest.raises(RecordingError, match="portone_recording_key"):
        key.load(tmp_path / "home" / "recording.key")


def test_another_file_is_no_key(tmp_path):
    (tmp_path / "recording.key").write_bytes(b"topsecret")

    with pytest.raises(RecordingError, match="received 9 bytes, expected the 32 bytes") as told:
        key.load(tmp_path / "recording.key")

    assert "topsecret" not in str(told.value)


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"XDG_CONFIG_HOME": "/config"}, "linux", "/config/pytest-portone/recording.key"),
        ({}, "linux", "~/.config/pytest-portone/recording.key"),
        ({}, "darwin", "~/Library/Application Support/pytest-portone/recording.key"),
        ({"APPDATA": "/roaming"}, "win32", "/roaming/pytest-portone/recording.key"),
        ({"XDG_CONFIG_HOME": "/config", key.VARIABLE: "~/my.key"}, "linux", "~/my.key"),
    ],
)
def test_it_lies_where_the_platform_keeps_configuration(environment, platform, expected):
    assert key.default_path(environment, platform) == Path(expected).expanduser()


def test_no_representation_shows_it():
    pseudonyms = Pseudonyms(b"top-secret-key")

    assert "top-secret" not in repr(pseudonyms)
    assert "top-secret" not in repr(Scrubber(pseudonyms))
