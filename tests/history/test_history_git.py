"""Versions out of a git repository: a document of five commits and more, renamed, broken, merged."""

import stat

import pytest

from pytest_portone.contracts import notation
from pytest_portone.history.building import build
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.git import committed


def told(history):
    return [
        (each.new, {found.after for found in each.findings if found.direction == "output"}) for each in history.steps
    ]


@pytest.fixture
def five(repository, grown, document):
    """Five commits of a document: two edits, a rename with an edit, one that is broken, one that is mended."""
    folder, commit, _ = repository
    grown_by = [document(grown(*["LATE", "LOST", "LAST"][:number])) for number in range(4)]
    return folder, [
        commit({"api.json": grown_by[0], "other.txt": "a"}, "2024-01-10"),
        commit({"api.json": grown_by[1]}, "2024-02-10"),
        commit({"api.json": None, "spec/the api.json": grown_by[2]}, "2024-03-10"),
        commit({"spec/the api.json": "{"}, "2024-04-10"),
        commit({"spec/the api.json": grown_by[3]}, "2024-05-10"),
    ]


def test_every_commit_is_a_version_through_renames(five):
    folder, hashes = five
    source, versions = committed(str(folder), "spec/the api.json")
    history = build(source, versions, skip_unreadable=True)
    days = [f"2024-0{month}-10" for month in range(1, 6)]
    assert [each.label for each in versions] == [f"{day} {name}" for day, name in zip(days, hashes, strict=True)]
    assert told(history) == [
        (f"{days[1]} {hashes[1]}", {"LATE"}),
        (f"{days[2]} {hashes[2]}", {"LOST"}),
        (f"{days[4]} {hashes[4]}", {"LAST"}),
    ]
    assert [each.label for each in history.skipped] == [f"{days[3]} {hashes[3]}"]
    assert history.months == pytest.approx(121 / 30.436875)


def test_a_commit_that_can_not_be_read_is_named_with_its_reason(five):
    folder, hashes = five
    with pytest.raises(HistoryError) as caught:
        build(*committed(str(folder), "spec/the api.json"))
    assert f"2024-04-10 {hashes[3]}: spec/the api.json can't be imported" in str(caught.value)
    assert "neither JSON nor YAML" in str(caught.value)
    assert str(caught.value).count("can't be imported") == 1


def test_from_a_revision_on_begins_with_what_stood_there(five, repository):
    folder, hashes = five
    _, commit, git = repository
    commit({"other.txt": "b"}, "2024-06-10")
    git("tag", "release", hashes[1])
    _, versions = committed(str(folder), "spec/the api.json", since="release")
    assert [each.label[-len(hashes[0]) :] for each in versions] == hashes[1:]
    _, versions = committed(str(folder), "spec/the api.json", since="HEAD")
    assert [each.label[-len(hashes[0]) :] for each in versions] == hashes[4:]


def test_a_folder_in_the_notation_is_read_at_every_commit(repository, grown):
    folder, commit, _ = repository
    for number, day in enumerate(["2024-01-10", "2024-02-10", "2024-03-10"]):
        texts = notation.write(grown(*["LATE", "LOST"][:number]))
        commit({f"api/{name}": text for name, text in texts.items()} | {"api/readme.md": day}, day)
    for given in ((str(folder), "api"), (str(folder / "api"), ".")):
        history = build(*committed(*given))
        assert [each for _, each in told(history)] == [{"LATE"}, {"LOST"}]
        assert len(history.findings) == 2


def test_a_commit_that_removes_the_document_is_no_version(repository, grown, document):
    folder, commit, _ = repository
    hashes = [
        commit({"api.json": text}, f"2024-0{number}-10")
        for number, text in enumerate([document(grown()), None, document(grown("LATE"))], 1)
    ]
    _, versions = committed(str(folder), "api.json")
    assert [each.label.split()[1] for each in versions] == [hashes[0], hashes[2]]


def test_what_a_merge_brought_is_one_step(repository, grown, document):
    """Told commit by commit, each line of work would take away what the other has added."""
    folder, commit, git = repository
    commit({"api.json": document(grown())}, "2024-01-10")
    git("checkout", "--quiet", "-b", "side")
    commit({"api.json": document(grown("SIDE"))}, "2024-02-10")
    git("checkout", "--quiet", "main")
    commit({"other.txt": "a"}, "2024-03-10")
    commit({"api.json": document(grown(fields=["note"]))}, "2024-03-11")
    git("merge", "--quiet", "--no-ff", "side", "--message", "merge", when="2024-04-10")
    history = build(*committed(str(folder), "api.json"))
    assert [[found.field for found in each.findings] for each in history.steps] == [["note"], ["SIDE"]]
    assert [each.label[:10] for each in committed(str(folder), "api.json", branch="side")[1]] == [
        "2024-01-10",
        "2024-02-10",
    ]


@pytest.mark.parametrize(
    ("path", "options", "expected"),
    [
        ("nothing.json", {}, "no commit has nothing.json"),
        ("nothing.json", {"branch": "main"}, "no commit of main has nothing.json"),
        ("../api.json", {}, "is outside of the repository"),
        ("spec/../../api.json", {}, "is outside of the repository"),
        ("/etc/passwd", {}, "is outside of the repository"),
        ("a\nb", {}, "is outside of the repository"),
        (":(glob)**", {}, "no commit has"),
        ("spec/*.json", {}, "no commit has"),
        ("--output=x", {}, "no commit has --output=x"),
        ("spec/the api.json", {"since": "--output=x"}, "none begins with a hyphen"),
        ("spec/the api.json", {"branch": "-x"}, "none begins with a hyphen"),
        ("spec/the api.json", {"branch": "nowhere"}, "no revision 'nowhere'"),
        ("spec/the api.json", {"since": "v1\x1b[31m"}, r"no revision 'v1\\\\x1b"),
    ],
)
def test_what_is_not_there_is_told(five, path, options, expected):
    folder, _ = five
    with pytest.raises(HistoryError, match=expected.replace("(", r"\(").replace("*", r"\*")):
        committed(str(folder), path, **options)
    assert not (folder / "x").exists()


def test_a_folder_that_is_no_repository_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(HistoryError, match="is in no git repository that can be read: fatal: not a git repository"):
        committed(str(tmp_path), "api.json")
    with pytest.raises(HistoryError, match="nowhere is no folder"):
        committed(str(tmp_path / "nowhere"), "api.json")


def test_without_git_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(HistoryError, match="git is not there; install it, or give the versions as files"):
        committed(str(tmp_path), "api.json")


def test_a_repository_without_commits_is_told(repository):
    folder, _, _ = repository
    with pytest.raises(HistoryError, match="no revision 'HEAD'"):
        committed(str(folder), "api.json")


def test_where_a_hook_runs_the_named_repository_is_read(five, tmp_path, monkeypatch):
    folder, hashes = five
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    _, versions = committed(str(folder), "spec/the api.json")
    assert len(versions) == len(hashes)


def test_no_setting_of_the_repository_runs_a_program(five, repository, tmp_path):
    folder, _ = five
    _, _, git = repository
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (folder / ".git" / "info").mkdir(exist_ok=True)
    (folder / ".git" / "info" / "attributes").write_text("*.json diff=own\n")
    for name in (
        "diff.external",
        "diff.own.command",
        "diff.own.textconv",
        "core.pager",
        "core.fsmonitor",
        "gpg.program",
    ):
        git("config", name, str(program))
    git("config", "log.showSignature", "true")
    build(*committed(str(folder), "spec/the api.json"), skip_unreadable=True)
    assert not (tmp_path / "ran").exists()


def test_a_link_is_no_document_of_a_folder(repository, grown):
    folder, commit, _ = repository
    texts = {f"api/{name}": text for name, text in notation.write(grown()).items()}
    (folder / "api").mkdir()
    (folder / "api" / "link.yaml").symlink_to("/etc/hostname")
    commit(texts, "2024-01-10")
    commit({f"api/{name}": text for name, text in notation.write(grown("LATE")).items()}, "2024-02-10")
    assert len(build(*committed(str(folder), "api")).findings) == 1
