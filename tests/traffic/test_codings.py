"""What is undone of how content was carried, and what is left alone."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pytest_portone.traffic import UnreadableError, codings

TEXT = '{"orderName": "장미"}'.encode()


def bare(data):
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


CARRIED = {
    "identity": TEXT,
    "gzip": gzip.compress(TEXT, mtime=0),
    "x-gzip": gzip.compress(TEXT[:5], mtime=0) + gzip.compress(TEXT[5:], mtime=0),
    "deflate": zlib.compress(TEXT),
    "Deflate ": bare(TEXT),
    "gzip, deflate": zlib.compress(gzip.compress(TEXT, mtime=0)),
}


@pytest.mark.parametrize("coding", CARRIED)
def test_content_is_itself_again(coding):
    assert codings.plain({"content-encoding": coding}, CARRIED[coding]) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_decoded_already_stays_as_it_is(coding):
    assert codings.plain({"content-encoding": coding}, TEXT) == TEXT
    assert codings.plain({"content-encoding": coding}, b"") == b""


BROKEN = {
    ("gzip", b"\x1f\x8b\x08oops"): "broken gzip",
    ("gzip", CARRIED["gzip"][:-1]): "gzip that is cut off",
    ("gzip", b"\xff\xfe\x00"): "content that is neither text nor compressed",
    ("deflate", b"\xff\xfe\x00"): "broken deflate",
    ("zstd", b"\xff\xfe\x00"): "content that is neither text nor compressed",
    ("rot13", TEXT): "a content-encoding that is not known",
}


@pytest.mark.parametrize(("coding", "body"), BROKEN)
def test_what_can_not_be_undone_says_why(coding, body):
    with pytest.raises(UnreadableError) as caught:
        codings.plain({"content-encoding": coding}, body)
    assert caught.value.received == BROKEN[coding, body]
    assert caught.value.expected
    assert caught.value.way_out


@pytest.mark.parametrize(("coding", "body"), [("br", b"\x1b\x00\xff"), ("zstd", b"\x28\xb5\x2f\xfd\xff")])
def test_a_coding_that_needs_a_package_names_it(coding, body, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr(codings, "import_module", absent)
    with pytest.raises(UnreadableError, match=f"received content compressed with {coding}, expected one of the pack"):
        codings.plain({"content-encoding": coding}, body)


def test_a_coding_that_needs_a_package_is_undone_by_it(monkeypatch):
    class Package:
        @staticmethod
        def decompress(body):
            if body != b"\xff":
                raise ValueError
            return TEXT

    monkeypatch.setattr(codings, "import_module", lambda _name: Package)
    assert codings.plain({"content-encoding": "br"}, b"\xff") == TEXT
    with pytest.raises(UnreadableError, match="broken br"):
        codings.plain({"content-encoding": "br"}, b"\xff\xff")


def test_a_bomb_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(codings, "LARGEST", 1000)
    assert len(codings.plain({"content-encoding": "gzip"}, gzip.compress(bytes(1000)))) == 1000
    with pytest.raises(UnreadableError, match="more than 1,000 bytes once decompressed"):
        codings.plain({"content-encoding": "gzip"}, gzip.compress(bytes(1001)))


@hypothesis_settings(max_examples=50, deadline=None)
@given(pieces=st.lists(st.binary(min_size=1, max_size=40), max_size=5))
def test_chunks_are_joined_and_joined_ones_stay(pieces):
    chunks = b"".join(b"%x;a=b\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"
    chunked = {"transfer-encoding": "chunked"}
    assert codings.plain(chunked, chunks) == b"".join(pieces)
    assert codings.plain(chunked, TEXT) == TEXT
    assert codings.plain({}, chunks) == chunks
