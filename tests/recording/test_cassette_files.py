"""Cassettes in files: what is saved is loaded, vcrpy reads it, and what others wrote is read."""

import json
import stat
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
import vcr
import yaml
from any_tapes import TAPES
from hypothesis import HealthCheck, given, settings
from tapes import HEADER, KST, START, bare, call, cancellation, tape, webhook
from vcr.cassette import Cassette
from vcr.serialize import deserialize
from vcr.serializers import yamlserializer

from pytest_portone.recording import merging, notation, reading, taping
from pytest_portone.recording.errors import CassetteError, SecretError
from pytest_portone.recording.tape import Tape
from pytest_portone.sandbox.messages import Response


def fine(_text):
    """A check that finds nothing."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cassettes" / "refund.yaml"


def saved(path, told, loaded=None):
    taping.save(path, told, loaded=loaded, check=fine)
    return path


TEXT = """\
metadata:
  portone:
    format: 1
    contract: '2026-07-03'
    recorded: '2026-11-23T10:00:00.123456+09:00'
    expires: '2027-05-22'
    exchanges: 1
interactions:
- recorded_at: '2026-11-23T10:00:02.123456+09:00'
  request:
    method: POST
    uri: https://api.portone.io/payments/order-1/cancel?storeId=store-1
    body: '{"reason": "\\ub9c8\\uc74c\\uc774 \\ubc14\\ub00c\\uc5c8\\uc5b4\\uc694"}'
    headers:
      content-type:
      - application/json
  response:
    status:
      code: 200
      message: OK
    headers:
      content-type:
      - application/json
    body:
      string: '{"cancellation": {"status": "SUCCEEDED", "id": "cancel-2", "reason": "마음이 바뀌었어요"}}'
version: 1
"""


def test_a_cassette_is_made_to_be_read_and_compared(path):
    assert saved(path, tape(cancellation())).read_text(encoding="utf-8") == TEXT


@settings(deadline=None, max_examples=50)
@given(told=TAPES)
def test_what_is_written_is_read_again(told):
    text = notation.write(told)
    content = reading.read("x.yaml", text.encode())
    assert bare(content.tape) == told
    assert len(content.lines) == len(told.exchanges)
    assert content.others == frozenset()


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=TAPES)
def test_what_is_saved_is_loaded(tmp_path, told):
    file = tmp_path / "any.yaml"
    file.unlink(missing_ok=True)
    saved(file, told)
    assert bare(taping.load(file)) == told
    assert [each.name for each in tmp_path.iterdir()] == ["any.yaml"]


@settings(deadline=None, max_examples=40)
@given(told=TAPES)
def test_vcrpy_reads_what_is_written(told):
    requests, responses, *_ = deserialize(notation.write(told), yamlserializer)
    assert [each.method for each in requests] == [each.request.method for each in told.exchanges]
    assert [each.body or b"" for each in requests] == [each.request.body for each in told.exchanges]
    assert [each["body"]["string"] for each in responses] == [each.response.body for each in told.exchanges]
    assert [each["status"]["code"] for each in responses] == [each.response.status for each in told.exchanges]
    headers = [{name: values[0] for name, values in each["headers"].items()} for each in responses]
    assert headers == [each.response.headers for each in told.exchanges]


def test_lines_lead_to_exchanges(path):
    saved(path, tape())
    lines = path.read_text(encoding="utf-8").splitlines()
    content = taping.content(path)
    assert [lines[each - 1][:14] for each in content.lines] == ["- recorded_at:"] * 3
    assert [each.source for each in content.tape.exchanges] == [f"{path}, exchange {number}" for number in (1, 2, 3)]


def test_vcrpy_plays_what_is_written(path):
    picture = Response(200, {"content-type": "image/png"}, b"\xff\x00PNG")
    told = tape(call(), cancellation(), replace(call(7), response=picture))
    saved(path, told)
    with vcr.use_cassette(str(path), record_mode="none") as cassette, httpx.Client() as client:
        for each in told.exchanges:
            query = f"?{each.request.query}" if each.request.query else ""
            url = f"https://api.portone.io{each.request.path}{query}"
            answer = client.request(each.request.method, url, content=each.request.body)
            assert (answer.status_code, answer.content) == (each.response.status, each.response.body)
            assert answer.headers["content-type"] == each.response.headers["content-type"]
    assert cassette.all_played


def test_vcrpy_keeps_the_header_when_it_saves_the_file(path):
    saved(path, tape())
    cassette = Cassette.load(path=str(path))
    cassette._save(force=True)
    assert "recorded_at" not in path.read_text(encoding="utf-8")
    loaded = bare(taping.load(path))
    untimed = [replace(each, started=None) for each in tape().exchanges]
    assert loaded == Tape(HEADER, tuple(untimed))


def test_more_exchanges_than_the_header_says_are_kept(path):
    saved(path, tape(call(1)))
    cassette = Cassette.load(path=str(path), record_mode="new_episodes")
    cassette.append(
        vcr.request.Request("GET", "https://api.portone.io/payments/order-2", None, {}),
        {"status": {"code": 404, "message": "Not Found"}, "headers": {}, "body": {"string": b"{}"}},
    )
    cassette._save()
    assert [each.response.status for each in taping.load(path).exchanges] == [200, 404]


def test_what_vcrpy_recorded_is_read(path, httpserver_like):
    with vcr.use_cassette(str(path)), httpx.Client() as client:
        answer = client.post(f"{httpserver_like}/payments/x/cancel", json={"reason": "오배송"}, params={"a": "b"})
    loaded = taping.load(path, [httpserver_like])
    assert loaded.header is None
    (exchange,) = loaded.exchanges
    assert exchange.request.path == "/payments/x/cancel"
    assert exchange.request.query == "a=b"
    assert json.loads(exchange.request.body) == {"reason": "오배송"}
    assert exchange.response.json() == answer.json() == {"made": "by a server"}


@pytest.fixture
def httpserver_like():
    """The base URL of a server on this machine."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["content-length"]))
            body = b'{"made": "by a server"}'
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_metadata_of_others_stays(path):
    saved(path, tape())
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    value["metadata"]["mine"] = {"seed": 7}
    path.write_text(yaml.safe_dump(value), encoding="utf-8")
    loaded = taping.load(path)
    saved(path, tape(call(9)), loaded)
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["metadata"]["mine"] == {"seed": 7}
    assert bare(taping.load(path)) == tape(call(9))


def test_a_cassette_with_calls_to_others_is_read_and_never_overwritten(path):
    saved(path, tape(call(1)))
    text = path.read_text(encoding="utf-8")
    other = text.replace("https://api.portone.io", "https://shop.example")
    before = text.replace("version: 1\n", "") + other.partition("interactions:\n")[2]
    path.write_text(before, encoding="utf-8")
    content = taping.content(path)
    assert (len(content.tape.exchanges), content.others) == (1, {"shop.example"})
    with pytest.raises(CassetteError, match=r"it holds calls to shop\.example, which would be lost"):
        saved(path, tape())
    assert path.read_text(encoding="utf-8") == before


TAGS = {
    "!!python/object/apply:os.system [echo]": "python/object/apply:os.system",
    "!!python/tuple [1]": "python/tuple",
    "!mine x": "!mine",
    "!!timestamp x": "none of its kind",
    "!!bool x": "none of its kind",
    "!!binary x": "none of its tag",
}


@pytest.mark.parametrize("tag", TAGS)
def test_of_yaml_s_tags_only_binary_is_read(path, tag):
    saved(path, tape(call()))
    path.write_text(path.read_text(encoding="utf-8").replace("message: OK", f"message: {tag}"), encoding="utf-8")
    with pytest.raises(CassetteError) as told:
        taping.load(path)
    first, way_out = str(told.value).splitlines()
    assert first.startswith(f"{path}:")
    assert TAGS[tag] in first
    assert "--portone-record=all" in way_out


def test_all_that_is_wrong_is_listed(path):
    saved(path, tape(call(1), call(2), call(3)))
    text = path.read_text(encoding="utf-8")
    text = (
        text.replace("method: GET", "method: 7", 1)
        .replace("code: 200", "code: 1000", 2)
        .replace("code: 1000", "code: 200", 1)
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CassetteError) as told:
        taping.load(path)
    first, second, _ = str(told.value).splitlines()
    assert first.startswith(f"{path}:9: received an integer as `method`")
    assert second.startswith(f"{path}:26: received 1000 as `code`")


WRONG = {
    "": ":1: received an empty file",
    "\n": ":1: received an empty file",
    "a: b\n": "received YAML that is no cassette",
    "interactions: []\n": "received a file without its end",
    "interactions: []\nversion: 1\nmetadata: 7\n": ":3: received no mapping as `metadata`",
    "interactions: 7\nversion: 1\n": "received an integer of exchanges",
    "interactions: []\ninteractions: []\nversion: 1\n": ":2: received `interactions` twice",
    "interactions: [\n": "received text that is no YAML",
    "interactions: [\a]\n": ":1: received a character that YAML has not",
    "[" * 200 + "]" * 200: "received too many levels, expected no more than 100",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_cassette_is_refused(path, text):
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CassetteError) as told:
        taping.load(path)
    assert str(told.value).startswith(str(path))
    assert WRONG[text] in str(told.value)


def test_a_file_that_is_no_utf_8_is_refused(path):
    path.parent.mkdir()
    path.write_bytes(b"interactions:\n- request: \xff\n")
    with pytest.raises(CassetteError, match=r"refund\.yaml:2: received no UTF-8"):
        taping.load(path)


HEADINGS = {
    "format: 1": ("format: 2", "received format 2, expected format 1 or older; update pytest-portone"),
    "contract: '2026-07-03'": ("contract: []", "received a list as `contract`"),
    "recorded: '2026-11-23T10:00:00.123456+09:00'": ("recorded: 2026-11-23", "received no time as `recorded`"),
    "expires: '2027-05-22'": ("expires: soon", "received no day as `expires`"),
    "exchanges: 3": ("exchanges: many", "received a string as `exchanges`"),
}


@pytest.mark.parametrize("line", HEADINGS)
def test_a_header_that_says_something_else_is_refused(path, line):
    wrong, expected = HEADINGS[line]
    saved(path, tape())
    path.write_text(path.read_text(encoding="utf-8").replace(line, wrong), encoding="utf-8")
    with pytest.raises(CassetteError) as told:
        taping.load(path)
    assert str(told.value).startswith(f"{path}:2: ")
    assert expected in str(told.value)


def test_a_header_is_read_with_yaml_s_own_days_and_times(path):
    saved(path, tape())
    text = path.read_text(encoding="utf-8")
    for each in ("2026-07-03", "2026-11-23T10:00:00.123456+09:00", "2027-05-22"):
        text = text.replace(f"'{each}'", each)
    path.write_text(text, encoding="utf-8")
    assert bare(taping.load(path)) == tape()


def test_a_cassette_that_is_not_there(path):
    with pytest.raises(CassetteError, match=r"there is no such file; .*--portone-record=once"):
        taping.load(path)


def test_a_folder_is_no_cassette(tmp_path):
    with pytest.raises(CassetteError, match="can't be read: Is a directory"):
        taping.load(tmp_path)


def test_a_check_sees_the_whole_text_and_may_refuse_it(path):
    saved(path, tape(call(1)))
    seen = []

    def check(text):
        seen.append(text)
        raise SecretError("no")

    with pytest.raises(SecretError):
        taping.save(path, tape(call(2)), loaded=None, check=check)
    assert "order-1" in seen[0]
    assert "order-2" in seen[0]
    assert bare(taping.load(path)) == tape(call(1))
    assert [each.name for each in path.parent.iterdir()] == ["refund.yaml"]


def test_what_others_have_written_meanwhile_stays_in_the_order_of_time(path):
    saved(path, tape(call(1), call(4)))
    loaded = taping.load(path)
    saved(path, tape(call(1), call(3), call(4)), loaded)
    saved(path, tape(call(1), call(2), call(4), webhook(5)), loaded)
    order = [each.started.second for each in taping.load(path).exchanges]
    assert order == [1, 2, 3, 4, 5]


def test_what_is_recorded_anew_replaces_what_was_loaded(path):
    saved(path, tape(call(1), call(2)))
    loaded = taping.load(path)
    saved(path, tape(call(8)), loaded)
    assert bare(taping.load(path)) == tape(call(8))


def test_saving_twice_keeps_everything_once(path):
    for _ in range(2):
        saved(path, tape(call(1), call(1), cancellation()))
    assert bare(taping.load(path)) == tape(call(1), call(1), cancellation())


@settings(deadline=None, max_examples=60)
@given(ours=TAPES, theirs=TAPES)
def test_a_merge_holds_what_both_have(ours, theirs):
    made = merging.merged(ours.exchanges, (), theirs.exchanges)
    marks = list(map(merging.identity, made))
    for each in (*ours.exchanges, *theirs.exchanges):
        assert merging.identity(each) in marks
    assert len(made) <= len(ours.exchanges) + len(theirs.exchanges)
    mine = list(map(merging.identity, ours.exchanges))
    left = iter(marks)
    assert all(each in left for each in mine)


def test_without_times_ours_come_first(path):
    untimed = replace(call(1), started=None)
    saved(path, tape(untimed))
    saved(path, tape(call(2)))
    assert [each.started for each in taping.load(path).exchanges] == [call(2).started, None]


def test_how_content_was_carried_is_not_kept(path):
    asked = replace(cancellation().request, headers={"content-length": "7", "transfer-encoding": "chunked", "a": "b"})
    answered = replace(cancellation().response, headers={"content-encoding": "gzip", "x": "y"})
    saved(path, tape(replace(cancellation(), request=asked, response=answered)))
    (exchange,) = taping.load(path).exchanges
    assert (exchange.request.headers, exchange.response.headers) == ({"a": "b"}, {"x": "y"})
    assert exchange.response.body == cancellation().response.body


def test_a_link_is_followed_and_a_mode_kept(path, tmp_path):
    saved(path, tape())
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    saved(link, tape(call(9)), taping.load(link))
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert bare(taping.load(path)) == tape(call(9))


def test_a_long_name_is_no_trouble(tmp_path):
    file = tmp_path / f"{'x' * 250}.yaml"
    saved(file, tape())
    assert bare(taping.load(file)) == tape()


def test_a_text_that_is_no_unicode_is_refused(path):
    told = replace(call(), response=replace(call().response, headers={"x": "\ud800"}))
    with pytest.raises(CassetteError, match="half of a surrogate pair"):
        saved(path, tape(told))
    assert list(path.parent.glob("*")) == []


def test_times_keep_their_zone(path):
    saved(path, tape())
    assert taping.load(path).header.recorded == START
    assert taping.load(path).header.recorded.utcoffset() == KST.utcoffset(None)


def test_a_merge_conflict_is_refused(path):
    saved(path, tape(call(1)))
    head, mine = path.read_text(encoding="utf-8").split("- recorded_at")
    theirs = mine.replace("order-1", "order-2")
    conflict = f"{head}<<<<<<< HEAD\n- recorded_at{mine}=======\n- recorded_at{theirs}>>>>>>> theirs\n"
    path.write_text(conflict, encoding="utf-8")
    with pytest.raises(CassetteError, match=r"refund\.yaml:\d+: received text that is no YAML"):
        taping.load(path)


def test_the_documented_file_is_the_one_that_the_commands_are_shown_with():
    docs = Path(__file__).parents[2] / "docs"
    page = docs.joinpath("cassettes.md").read_text(encoding="utf-8")
    shown = page.partition("# file: cassettes/refund.yaml\n")[2].partition("```")[0]
    assert docs.joinpath("samples", "refund.yaml").read_text(encoding="utf-8") == shown


def test_the_documented_file_is_written_as_it_stands():
    sample = Path(__file__).parents[2] / "docs" / "samples" / "refund.yaml"
    assert notation.write(taping.load(sample)) == sample.read_text(encoding="utf-8")
