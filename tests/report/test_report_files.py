import os
import stat

import pytest

from pytest_portone.report import formats
from pytest_portone.report.errors import ReportError

SUFFIXES = [".html", ".json", ".md", ".sarif"]


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_the_formats_are_these():
    assert list(formats.FORMATS) == SUFFIXES


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("told", [str, os.fspath, lambda path: path])
def test_the_suffix_picks_the_format(rich, tmp_path, suffix, told):
    path = tmp_path / f"report{suffix}"
    formats.write(rich, told(path))
    assert path.read_text(encoding="utf-8") == formats.FORMATS[suffix](rich)
    assert names(tmp_path) == [path.name]


def test_the_case_of_a_suffix_does_not_matter(rich, tmp_path):
    formats.write(rich, tmp_path / "REPORT.HTML")
    assert (tmp_path / "REPORT.HTML").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(("name", "told"), [("report.xml", "the suffix .xml"), ("report", "no suffix")])
def test_an_unknown_suffix_is_refused_with_those_that_are_known(rich, tmp_path, name, told):
    with pytest.raises(ReportError) as caught:
        formats.write(rich, tmp_path / name)
    assert f"{name} has {told}, known are .html, .json, .md, .sarif" in str(caught.value)
    assert names(tmp_path) == []


def test_a_folder_that_does_not_exist_is_named_with_the_way_out(rich, tmp_path):
    with pytest.raises(ReportError) as caught:
        formats.write(rich, tmp_path / "no" / "report.json")
    assert f"the folder {tmp_path / 'no'} does not exist; make it, or name another" in str(caught.value)


def test_a_folder_in_the_place_of_the_file_is_told(rich, tmp_path):
    (tmp_path / "report.json").mkdir()
    with pytest.raises(ReportError, match="this is a folder"):
        formats.write(rich, tmp_path / "report.json")


def test_all_this_is_told_before_a_long_run(tmp_path):
    assert formats.writer(tmp_path / "report.md") is formats.FORMATS[".md"]
    with pytest.raises(ReportError, match=r"known are \.html"):
        formats.writer(tmp_path / "report.txt")
    assert names(tmp_path) == []


def test_a_report_replaces_the_one_before(rich, tmp_path):
    path = tmp_path / "report.md"
    path.write_text("old", encoding="utf-8")
    formats.write(rich, path)
    assert path.read_text(encoding="utf-8").startswith("## PortOne compatibility")


def test_what_fails_half_way_leaves_the_old_file_and_nothing_else(rich, tmp_path, monkeypatch):
    path = tmp_path / "report.md"
    path.write_text("old", encoding="utf-8")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(ReportError, match="No space left on device; make it writable, or name another"):
        formats.write(rich, path)
    assert path.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["report.md"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_others_may_read_it_as_any_file_of_the_user(rich, tmp_path):
    formats.write(rich, tmp_path / "report.md")
    (tmp_path / "plain").touch()
    plain, written = ((tmp_path / name).stat().st_mode for name in ("plain", "report.md"))
    assert stat.S_IMODE(written) == stat.S_IMODE(plain)


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make links")
def test_a_link_stays_a_link(rich, tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "report.md").symlink_to(tmp_path / "there" / "real.md")
    formats.write(rich, tmp_path / "report.md")
    assert (tmp_path / "report.md").is_symlink()
    assert names(tmp_path / "there") == ["real.md"]
