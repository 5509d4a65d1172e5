"""Versions that were committed: a document or a folder of a git repository, as each commit of a branch left it.

Commits are taken along the branch's own line: what a merge brought is one step, so that two lines of work don't
look like things that come and go. A document is followed through its renames; a folder is not.

git is run without a shell. It is given flags of ours, hashes that it has told itself, and the path behind `--`; no
setting of the repository that runs another program takes effect.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.history.building import Version
from pytest_portone.history.errors import HistoryError
from pytest_portone.report.printable import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.contracts import Contract

_FLAGS = ("--no-pager", "--literal-pathspecs", "--no-replace-objects")
_SETTINGS = ("-c", "log.showSignature=false", "-c", "core.fsmonitor=false")
_LOG = ("log", "-z", "--first-parent", "-m", "--no-ext-diff", "--no-textconv", "--no-color")
_FORMAT = "--format=%H%x00%h%x00%cs"
_ELSEWHERE = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE"}
)
"""What git sets for its hooks: it would lead to another repository than the one that is named."""
_FILES = (b"100644", b"100755")


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that changed the document.

    Attributes:
        hash: in full.
        short: as git shortens it.
        when: the committer's day.
        path: where the document stood then, from the top of the repository.
    """

    hash: str
    short: str
    when: date
    path: str


def committed(repository: str, path: str, *, since: str = "", branch: str = "") -> tuple[str, tuple[Version, ...]]:
    """Where the versions come from, in words, and the versions, oldest first.

    Args:
        repository: a folder in it.
        path: of an OpenAPI file or of a folder in the notation, relative to that folder.
        since: a revision; the first version is the one that stood there. Empty for all.
        branch: the branch, or any revision; empty for what is checked out.

    Raises:
        HistoryError: git is missing or refuses, there is no such revision, or no commit has the path.
    """
    git, full = _opened(repository, path)
    tip = git.revision(branch or "HEAD")
    found = git.log(tip, full)
    if since:
        found = _cut(found, git.after(git.revision(since), tip))
    versions = [
        Version(f"{commit.when} {commit.short}", commit.when, partial(git.load, name, kind, commit.path))
        for commit, (name, kind) in zip(found, git.objects(found), strict=True)
        if kind in _LOADS
    ]
    source = f"{path} in {repository}"
    if not versions:
        on = f" of {branch}" if branch else ""
        raise HistoryError(f"no commit{on} has {visible(path)} in {visible(repository)}; give a path that git knows")
    return source, tuple(reversed(versions))


def _opened(repository: str, path: str) -> tuple[Git, str]:
    """The repository, and the path from its top.

    Raises:
        HistoryError: there is no repository, or the path leads out of it.
    """
    if not Path(repository).is_dir():
        raise HistoryError(f"{visible(repository)} is no folder; give one in a git repository")
    try:
        up, prefix = [*Git(repository).lines("rev-parse", "--show-cdup", "--show-prefix"), "", ""][:2]
    except HistoryError as error:
        raise HistoryError(f"{visible(repository)} is in no git repository that can be read: {error}") from error
    full = posixpath.normpath(posixpath.join(prefix, path.replace(os.sep, "/")))
    if posixpath.isabs(full) or full.split("/")[0] == ".." or "\n" in full:
        raise HistoryError(f"{visible(path)} is outside of the repository; give a path relative to {repository}")
    return Git(str(Path(repository, up))), "" if full == "." else full


def _cut(commits: Sequence[Commit], after: frozenset[str]) -> list[Commit]:
    """The commits after a revision, and the last one that it has itself; all newest first."""
    later = [each for each in commits if each.hash in after]
    return later + [each for each in commits if each.hash not in after][:1]


@dataclass(frozen=True, slots=True)
class Git:
    """Asks git about one repository.

    Attributes:
        folder: where it is.
    """

    folder: str

    def revision(self, name: str) -> str:
        """The hash of a revision.

        Raises:
            HistoryError: there is none of this name.
        """
        if name.startswith("-"):
            raise HistoryError(f"{visible(name)!r} is no revision: none begins with a hyphen")
        try:
            return self.lines("rev-parse", "--verify", f"{name}^{{commit}}")[0]
        except HistoryError as error:
            raise HistoryError(f"no revision {visible(name)!r} in {visible(self.folder)}: {error}") from error

    def log(self, tip: str, path: str) -> list[Commit]:
        """The commits of a branch that changed a document or a folder, newest first."""
        if self.objects([Commit(tip, "", date.min, path)])[0][1] == "blob":
            told = self.run(*_LOG, "--follow", "--name-status", _FORMAT, tip, "--", path)
            return list(_followed(path, os.fsdecode(told).split("\0")))
        parts = os.fsdecode(self.run(*_LOG, "--no-patch", _FORMAT, tip, "--", path or ".")).split("\0")
        return [Commit(*_head(parts[at : at + 3]), path) for at in range(0, len(parts) - 2, 3)]

    def after(self, since: str, tip: str) -> frozenset[str]:
        """The hashes of the commits that a tip has and a revision has not."""
        return frozenset(self.lines("rev-list", tip, f"^{since}"))

    def objects(self, commits: Sequence[Commit]) -> list[tuple[str, str]]:
        """What each commit has at its path: hash and kind, both empty where it has nothing."""
        asked = "".join(f"{each.hash}:{each.path}\n" for each in commits)
        told = os.fsdecode(
            self.run("cat-file", "--batch-check=%(objectname) %(objecttype)", asked=os.fsencode(asked))
        )
        answers = [line.split(" ") for line in told.splitlines()]
        return [(each[0], each[1]) if len(each) == 2 and each[1] in _LOADS else ("", "") for each in answers]  # noqa: PLR2004

    def load(self, name: str, kind: str, path: str) -> Contract:
        """The contract that an object holds.

        Raises:
            ContractError: it holds none.
        """
        with tempfile.TemporaryDirectory(prefix="portone-history-") as folder:
            target = Path(folder, "document")
            _LOADS[kind](self, name, target)
            try:
                return contracts.load(target)
            except contracts.UnsupportedError as error:
                raise contracts.UnsupportedError(path, error.places) from error

    def files(self, name: str) -> Iterator[tuple[str, str]]:
        """Name and hash of the notation's files in a folder."""
        for entry in self.run("ls-tree", "-z", name).split(b"\0"):
            head, _, file = entry.partition(b"\t")
            if file.endswith(b".yaml") and head[:6] in _FILES:
                yield os.fsdecode(file), head.split()[2].decode()

    def blobs(self, names: Sequence[str]) -> Iterator[bytes]:
        """What each of some files holds."""
        told = self.run("cat-file", "--batch", asked="".join(f"{each}\n" for each in names).encode())
        for _ in names:
            head, _, told = told.partition(b"\n")
            size = int(head.split()[2])
            yield told[:size]
            told = told[size + 1 :]

    def lines(self, *words: str) -> list[str]:
        """What git prints, in lines."""
        return os.fsdecode(self.run(*words)).splitlines()

    def run(self, *words: str, asked: bytes = b"") -> bytes:
        """What git prints.

        Raises:
            HistoryError: git is missing, or refuses.
        """
        around = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        around |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}
        command = ["git", *_FLAGS, *_SETTINGS, "-C", self.folder, *words]
        try:
            done = subprocess.run(command, input=asked, env=around, capture_output=True, check=False)  # noqa: S603
        except FileNotFoundError as error:
            raise HistoryError("git is not there; install it, or give the versions as files") from error
        if done.returncode:
            told = "; ".join(map(visible, done.stderr.decode(errors="replace").splitlines()))
            raise HistoryError(told or f"git ended with {done.returncode}")
        return done.stdout


def _followed(path: str, parts: Sequence[str]) -> Iterator[Commit]:
    """The commits that `log --name-status` tells, each with the path that it left the document at."""
    told = iter(parts)
    for first in told:
        if not first:
            break
        head = _head((first, next(told), next(told)))
        status, before = next(told).strip(), next(told)
        path = next(told) if status[:1] in ("R", "C") else before
        yield Commit(*head, path)


def _head(parts: Sequence[str]) -> tuple[str, str, date]:
    return parts[0], parts[1], date.fromisoformat(parts[2])


def _write_file(git: Git, name: str, target: Path) -> None:
    target.write_bytes(next(git.blobs([name])))


def _write_folder(git: Git, name: str, target: Path) -> None:
    target.mkdir()
    files = dict(git.files(name))
    for file, content in zip(files, git.blobs([*files.values()]), strict=True):
        (target / Path(file).name).write_bytes(content)


_LOADS = {"blob": _write_file, "tree": _write_folder}
"""What a contract can be in a repository -> how it is brought out of it."""
