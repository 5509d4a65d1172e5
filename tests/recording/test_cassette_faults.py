"""Whatever happens to a cassette: it is whole, or it is refused; and nothing that was there is lost."""

import errno
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from tapes import bare, call, tape, webhook
from vcr.cassette import Cassette

from pytest_portone.recording import notation, reading, taping
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.locking import locked
from pytest_portone.sandbox.messages import Response

SUPPORT = Path(__file__).parents[1] / "support"
PREPARED = f"""
import json, os, random, resource, signal, sys, time
from pathlib import Path
sys.path.insert(0, {str(SUPPORT)!r})
from tapes import bare, call, tape
from pytest_portone.recording import taping
from pytest_portone.recording.errors import CassetteError

path = Path(sys.argv[1])

def save(*exchanges, loaded=None):
    taping.save(path, tape(*exchanges), loaded=loaded, check=lambda text: None)

def files():
    return sorted(each.name for each in path.parent.iterdir())
"""
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")


def fine(_text):
    """A check that finds nothing."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "refund.yaml"


def script(*lines):
    return [sys.executable, "-c", "\n".join([PREPARED, *lines])]


def run(path, *lines, before=()):
    """What a process of its own prints, as JSON."""
    command = [*before, *script(*lines), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


KILLS = 200
KILLED = f"""
dice = random.Random(7)
sizes = (2, 4)
torn, wrong, waiting = [], [], []
save(*map(call, range(2)))
for number in range({KILLS}):
    heard, told = os.pipe()
    child = os.fork()
    if not child:
        while True:
            for size in sizes:
                save(*map(call, range(size)), loaded=taping.load(path))
                os.write(told, b".")
    os.read(heard, 1)
    time.sleep(dice.uniform(0, 0.008))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(heard)
    os.close(told)
    waiting.append(len(files()) - 1)
    try:
        numbers = [each.started.second for each in taping.load(path).exchanges]
    except CassetteError as error:
        torn.append(str(error))
        continue
    if numbers not in [[*range(size)] for size in sizes]:
        wrong.append(numbers)
save(*map(call, range(2)), loaded=taping.load(path))
print(json.dumps([torn, wrong, max(waiting), files()]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_process_that_is_killed_while_it_writes_leaves_the_file_whole(path):
    torn, wrong, drafts, files = run(path, KILLED)
    assert (torn, wrong) == ([], [])
    assert drafts <= 1
    assert files == [path.name]


FULL = """
save(call(1))
before = path.read_bytes()
said = None
try:
    {limit}
    save(*(call(number, note="x" * 1000) for number in range(1, 60)))
except CassetteError as error:
    said = str(error)
print(json.dumps([said, path.read_bytes() == before, files()]))
"""


@posix
def test_a_file_that_may_not_grow_leaves_the_old_one(path):
    limit = "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))"
    said, same, files = run(path, FULL.format(limit=limit))
    assert said.startswith(f"{path} can't be written: File too large. Nothing is lost")
    assert (same, files) == (True, [path.name])


MOUNTS = ["unshare", "--map-root-user", "--mount", "sh", "-ec"]
SMALL = 'mount -t tmpfs -o size=32k none "$0"; exec "$@"'


def can_mount():
    try:
        done = subprocess.run(
            [*MOUNTS, SMALL, tempfile.gettempdir(), "true"], capture_output=True, check=False, timeout=10
        )
    except OSError:
        return False
    return done.returncode == 0


@posix
@pytest.mark.skipif(sys.platform != "linux" or not can_mount(), reason="needs a disk of its own")
def test_a_full_disk_leaves_the_old_file(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    path = disk / "refund.yaml"
    said, same, files = run(path, FULL.format(limit="pass"), before=[*MOUNTS, SMALL, str(disk)])
    assert said.startswith(f"{path} can't be written: No space left on device. Nothing is lost")
    assert (same, files) == (True, [path.name])


@posix
def test_a_folder_that_is_read_only():
    lines = """
save(call(1))  # what is imported on the way is imported before the rights go
path.parent.chmod(0o555)
if os.geteuid() == 0:
    os.seteuid(65534)  # the root user is asked for no permission
said = []
for target in (path, path.parent / "further" / "new.yaml"):
    try:
        taping.save(target, tape(call(2)), loaded=None, check=lambda text: None)
    except CassetteError as error:
        said.append(str(error))
print(json.dumps([said, [each.started.second for each in taping.load(path).exchanges]]))
"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "refund.yaml")
        taping.save(path, tape(call(1)), loaded=None, check=fine)
        path.chmod(0o666)
        (old, new), seconds = run(path, lines)
        Path(folder).chmod(0o755)
    assert old.startswith(f"{path} can't be written: Permission denied. Nothing is lost that was there before")
    assert new.startswith(f"{path.parent / 'further' / 'new.yaml'} can't be written: Permission denied.")
    assert seconds == [1]


@posix
def test_a_file_that_is_read_only_is_left_alone():
    lines = """
save(call(1))
taping.load(path)  # what is imported on the way is imported before the rights go
path.parent.chmod(0o777)
path.chmod(0o444)
if os.geteuid() == 0:
    os.seteuid(65534)
try:
    taping.save(path, tape(call(2)), loaded=None, check=lambda text: None)
except CassetteError as error:
    print(json.dumps([str(error), [each.started.second for each in taping.load(path).exchanges]]))
"""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "refund.yaml")
        said, seconds = run(path, lines)
    assert said.startswith(f"{path} can't be written: It is read-only. Nothing is lost that was there before")
    assert seconds == [1]


def test_two_workers_on_one_file_lose_nothing(path):
    lines = """
first = int(sys.argv[2])
own = []
for number in range(first, 24, 2):
    own.append(call(number))
    save(*own)
"""
    workers = [subprocess.Popen([*script(lines), str(path), str(first)]) for first in (0, 1)]
    assert [each.wait(timeout=120) for each in workers] == [0, 0]
    assert bare(taping.load(path)).exchanges == tuple(map(call, range(24)))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_file_that_another_keeps_is_waited_for_and_then_told_of(path):
    message = f"{path} can't be written: another process has been writing it for 0.01 seconds"
    with locked(path), pytest.raises(CassetteError) as told, locked(path, patience=0.01):
        pass
    assert str(told.value).startswith(message)
    with locked(path, patience=0.01):
        pass


def test_a_disk_that_fails_leaves_the_old_file(path, monkeypatch):
    taping.save(path, tape(call(1)), loaded=None, check=fine)

    def broken(_descriptor):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(CassetteError, match=r"can't be written: Input/output error\. Nothing is lost"):
        taping.save(path, tape(call(2)), loaded=None, check=fine)
    assert bare(taping.load(path)) == tape(call(1))
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_can_t_be_read_is_not_overwritten(path):
    text = notation.write(tape(call(1), call(2)))
    path.write_text(text[:-20], encoding="utf-8")
    with pytest.raises(CassetteError, match="git restore"):
        taping.save(path, tape(call(3)), loaded=None, check=fine)
    assert path.read_text(encoding="utf-8") == text[:-20]


def test_without_the_package_that_locks_the_way_out_is_told(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "filelock", None)
    with pytest.raises(CassetteError, match=r"pip install 'pytest-portone\[recording\]'"):
        taping.save(path, tape(), loaded=None, check=fine)


def check_cuts(data, whole, offsets):
    """At each offset: refused with file, line and way out, or as whole as before; counts how many were refused."""
    refused = 0
    lines = data.count(b"\n") + 1
    for offset in offsets:
        try:
            content = reading.read("refund.yaml", data[:offset])
        except CassetteError as error:
            first, *_, way_out = str(error).splitlines()
            name, line, _ = first.split(":", 2)
            assert name == "refund.yaml", (offset, first)
            assert 1 <= int(line) <= lines, (offset, first)
            assert "git restore" in way_out, (offset, way_out)
            refused += 1
        else:
            assert bare(content.tape) == whole, offset
    return refused


def test_a_cassette_that_is_cut_anywhere_is_refused():
    whole = tape(call(1), webhook(2))
    data = notation.write(whole).encode()
    assert check_cuts(data, whole, range(len(data))) == len(data) - 1  # without its last line end it is whole


def test_a_cassette_whose_last_body_is_cut_is_refused():
    """A text without quotes has no end of its own."""
    body = b"paid on Monday"
    whole = tape(replace(call(), response=Response(200, {}, body)))
    data = notation.write(whole).encode()
    assert b"string: paid on Monday\n" in data
    offsets = range(data.index(body), len(data) - 1)
    assert check_cuts(data, whole, offsets) == len(offsets)


def test_a_cassette_that_vcrpy_saved_is_refused_wherever_it_is_cut(path):
    taping.save(path, tape(call(1), call(2)), loaded=None, check=fine)
    Cassette.load(path=str(path))._save(force=True)
    data = path.read_bytes()
    offsets = range(0, len(data) - 1, 3)
    assert check_cuts(data, bare(taping.load(path)), offsets) == len(offsets)


def test_a_long_cassette_is_refused_wherever_it_is_cut():
    whole = tape(*(call(number) for number in range(100)))
    data = notation.write(whole).encode()
    borders = [index + 1 for index in range(len(data)) if data.startswith(b"\n- recorded_at", index)]
    offsets = [*borders[::10], *range(1, len(data) - 1, 997)]
    assert check_cuts(data, whole, offsets) == len(offsets)


def test_a_cassette_whose_end_is_zeros_is_refused(path):
    """What some file systems leave behind when the power fails."""
    data = notation.write(tape()).encode()
    path.write_bytes(data[:500] + bytes(len(data) - 500))
    with pytest.raises(CassetteError, match=r"refund\.yaml:\d+: received a character that YAML has not"):
        taping.load(path)
