"""`pytest-portone cassette` as a user types it."""

import json
from dataclasses import replace

import pytest
import yaml
from tapes import START, bare, call, cancellation, tape, webhook

from pytest_portone import cli
from pytest_portone.recording import taping
from pytest_portone.sandbox.messages import Response
from pytest_portone.traffic import har_writing

SECRET = "the-api-secret-of-a-merchant"


def personal(number=1):
    """A call whose answer tells of a customer."""
    customer = {"name": {"full": "홍길동"}, "email": "gildong@shop.kr", "phoneNumber": "010-2345-6789"}
    told = call(number, customer=customer)
    return replace(told, request=replace(told.request, headers={"authorization": f"PortOne {SECRET}"}))


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PORTONE_RECORDING_KEY_FILE", str(tmp_path / "keys" / "recording.key"))
    monkeypatch.chdir(tmp_path)

    def command(*words):
        code = cli.main(["cassette", *[str(each) for each in words]])
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def cassette(tmp_path):
    def save(told, name="refund.yaml"):
        path = tmp_path / "cassettes" / name
        taping.save(path, told, loaded=None, check=lambda _text: None)
        return path

    return save


def never_expires(*exchanges):
    return tape(*exchanges, header=replace(tape().header, expires=None))


def test_show_prints_the_timeline(run, cassette):
    code, out, err = run("show", cassette(tape()))
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "refund.yaml",
        "recorded: 2026-11-23 10:00 with contract 2026-07-03",
        "expires: 2027-05-22",
        "read by: contract 2026-07-03",
        "",
        "1  +0.000 s  →  getPayment             GET /payments/{paymentId}          200",
        "2  +1.000 s  →  cancelPayment          POST /payments/{paymentId}/cancel  200",
        "3  +2.000 s  ←  Transaction.Cancelled  POST /webhooks/portone             204",
    ]


def test_show_is_coloured_where_somebody_sees_it(run, cassette, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m200\x1b[0m" in run("show", cassette(tape()))[1]


def test_show_reads_by_the_contract_of_the_recording(run, cassette):
    path = cassette(tape(header=replace(tape().header, contract="2024-04-18")))
    assert json.loads(run("show", path, "--format=json")[1])["facts"]["read by"] == "contract 2024-04-18"
    named = run("show", path, "--format=json", "--contract=2026-07-03")[1]
    assert json.loads(named)["facts"]["read by"] == "contract 2026-07-03"


def test_show_as_a_page(run, cassette):
    assert run("show", cassette(tape()), "--format=html")[1].startswith("<!doctype html>")


def test_show_reads_har_and_tells_what_it_leaves_out(run, tmp_path):
    path = tmp_path / "x.har"
    elsewhere = har_writing.text([call(1), call(2)]).replace("api.portone.io/payments/order-2", "shop.example/x")
    path.write_text(elsewhere, encoding="utf-8")
    code, out, _ = run("show", path)
    assert code == 0
    assert "left out: calls to shop.example" in out
    assert "getPayment" in out


def test_show_of_a_file_that_is_cut(run, cassette):
    path = cassette(tape())
    path.write_bytes(path.read_bytes()[:-30])
    code, out, err = run("show", path)
    assert (code, out) == (2, "")
    assert err.startswith(f"pytest-portone: {path}:")
    assert "git restore" in err


def test_a_base_url_that_is_none(run, cassette):
    code, _, err = run("show", cassette(tape()), "--base-url=api")
    assert code == 2
    assert "expected a base URL such as" in err


def test_convert_takes_out_what_is_nobody_s_business(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PORTONE_API_SECRET", SECRET)
    (tmp_path / "x.har").write_text(har_writing.text([personal(), cancellation()]), encoding="utf-8")
    code, out, err = run("convert", "x.har", "cassettes/x.yaml", "--contract=2024-10-24", "--expiry=30")
    assert (code, err) == (0, "")
    assert out == "cassettes/x.yaml: 2 exchanges\n"
    text = (tmp_path / "cassettes" / "x.yaml").read_text(encoding="utf-8")
    for each in (SECRET, "홍길동", "gildong@shop.kr", "2345-6789"):
        assert each not in text
    header = taping.load(tmp_path / "cassettes" / "x.yaml").header
    assert (header.contract, header.recorded) == ("2024-10-24", cancellation().started)
    assert (header.expires - START.date()).days == 30
    assert run("check", "cassettes")[0] in (0, 1)


def test_what_is_kept_stays(run, tmp_path):
    (tmp_path / "x.har").write_text(har_writing.text([personal()]), encoding="utf-8")
    run("convert", "x.har", "x.yml", "--keep=email", "--key", tmp_path / "own.key")
    text = (tmp_path / "x.yml").read_text(encoding="utf-8")
    assert "gildong@shop.kr" in text
    assert "홍길동" not in text
    assert (tmp_path / "own.key").exists()


def test_convert_there_and_back(run, cassette, tmp_path):
    path = cassette(tape())
    assert run("convert", path, "x.har")[:2] == (0, "x.har: 3 exchanges\n")
    assert run("convert", "x.har", "y.yaml")[0] == 0
    assert bare(taping.load(tmp_path / "y.yaml")).exchanges == tape().exchanges
    assert not (tmp_path / "z.har").exists()


def test_convert_tells_what_it_leaves_out(run, tmp_path):
    text = har_writing.text([call(1), call(2)]).replace("api.portone.io/payments/order-2", "shop.example/x")
    (tmp_path / "x.har").write_text(text, encoding="utf-8")
    assert run("convert", "x.har", "x.yaml")[1:] == (
        "x.yaml: 1 exchange\n",
        "pytest-portone: left out: calls to shop.example\n",
    )


def test_convert_overwrites_nothing(run, cassette):
    path = cassette(tape())
    code, _, err = run("convert", path, path)
    assert code == 2
    assert "exists; name a new file" in err


@pytest.mark.parametrize("target", ["x.ndjson", "x"])
def test_convert_into_an_unknown_format(run, cassette, target):
    code, _, err = run("convert", cassette(tape()), target)
    assert code == 2
    assert "expected one of .yaml, .yml, .har" in err


def test_convert_of_what_can_t_be_read(run, tmp_path):
    (tmp_path / "x.har").write_text("{}", encoding="utf-8")
    code, _, err = run("convert", "x.har", "x.yaml")
    assert code == 2
    assert "x.har: received JSON that is no HAR" in err
    assert not (tmp_path / "x.yaml").exists()


def test_check_is_content_with_what_can_be_committed(run, cassette, tmp_path):
    cassette(never_expires())
    (tmp_path / "cassettes" / "notes.yaml").write_text("a: b\n", encoding="utf-8")
    assert run("check", "cassettes") == (0, "1 cassette: fine\n", "")


def test_check_lists_all_that_is_wrong(run, cassette, tmp_path):
    cassette(never_expires(), "a-fine.yaml")
    old = cassette(tape(header=replace(tape().header, expires=START.date())), "b-old.yaml")
    cut = cassette(never_expires(), "c-cut.yaml")
    cut.write_bytes(cut.read_bytes()[:-30])
    foreign = cassette(tape(header=None), "d-foreign.yaml")
    told = cassette(never_expires(call(1), personal(2)), "e-told.yaml")
    code, out, err = run("check", tmp_path / "cassettes")
    assert (code, err) == (1, "")
    *lines, last = out.splitlines()
    assert lines[0] == f"{old}:1: expired on 2026-11-23, recorded on 2026-11-23; record it anew"
    assert lines[1].startswith(f"{cut}:")
    assert lines[3].startswith(f"{foreign}:1: received no header of pytest-portone")
    assert last == "5 cassettes: 4 with problems"
    begin = (
        told.read_text(encoding="utf-8").splitlines().index("- recorded_at: '2026-11-23T10:00:02.123456+09:00'") + 1
    )
    leaks = lines[4:]
    assert all(each.startswith(f"{told}:{begin}: exchange 2, ") for each in leaks)
    assert [any(kind in each for each in leaks) for kind in ("a secret", "an e-mail", "a phone", "a name")] == [
        True
    ] * 4
    assert [each for each in (SECRET, "gildong", "길동", "6789") if each in out] == []
    assert run("check", told, "--keep=email")[1].count("e-mail") == 0


def test_check_tells_of_calls_to_others(run, cassette):
    path = cassette(never_expires(call(1)))
    value = yaml.safe_load(path.read_text(encoding="utf-8"))
    other = {
        **value["interactions"][0],
        "request": {**value["interactions"][0]["request"], "uri": "https://shop.example/"},
    }
    value["interactions"].append(other)
    path.write_text(yaml.safe_dump(value), encoding="utf-8")
    code, out, _ = run("check", path)
    first, last = out.splitlines()
    assert first.startswith(f"{path}:1: received calls to shop.example, expected calls to PortOne only; record the")
    assert (code, last) == (1, "1 cassette: 1 with problems")


@pytest.mark.parametrize(
    ("words", "expected"), [("no.yaml", "there is no such file or folder"), (".", "no cassette")]
)
def test_check_of_nothing(run, words, expected):
    code, out, err = run("check", words)
    assert (code, out) == (2, "")
    assert expected in err


def test_check_of_another_file(run, tmp_path):
    (tmp_path / "x.yaml").write_text("a: b\n", encoding="utf-8")
    code, _, err = run("check", "x.yaml")
    assert code == 2
    assert "x.yaml: received YAML that is no cassette" in err


def test_webhooks_stay_webhooks(run, cassette, tmp_path):
    unsigned = replace(webhook(), request=replace(webhook().request, headers={}), response=Response(200))
    path = cassette(never_expires(unsigned))
    run("convert", path, "y.yaml")
    assert bare(taping.load(tmp_path / "y.yaml")) == never_expires(unsigned)
