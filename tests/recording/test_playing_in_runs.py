"""Tests with a cassette, as users run them: modes, misses, failing tests, workers, threads, the summary."""

import json
import re

import pytest

from pytest_portone import contracts
from pytest_portone.recording.recorded import Playing
from pytest_portone.recording.tape import Tape
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

PLAIN = """
    @pytest.mark.portone_cassette("plain.yaml")
    def test_plain(portone_recording):
        assert requests.get(URL + "/payments/plain", timeout=5).json()["status"] == "PAID"
        assert len(portone_recording.exchanges) == 1
        assert portone_recording.webhooks == ()
        assert portone_recording.path.name == "plain.yaml"
"""


def test_once_records_where_there_is_no_cassette_and_plays_it_then(run, hostile):
    first = run(PLAIN, "--portone-record=once")
    first.assert_outcomes(passed=1)
    first.stdout.fnmatch_lines(["*= PortOne recordings =*", "recorded: cassettes/plain.yaml (1 exchange)"])
    assert hostile.connections == 1
    run(PLAIN, "--portone-record=once").assert_outcomes(passed=1)
    run(PLAIN).assert_outcomes(passed=1)
    assert hostile.connections == 1
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    assert hostile.connections == 2


def test_a_miss_names_the_nearest_exchange_and_what_records_it(run, hostile):
    run(PLAIN, "--portone-record=once").assert_outcomes(passed=1)
    result = run(PLAIN.replace("/plain", "/plane"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*MissError: no recorded exchange is left for GET /payments/plane",
            "*the nearest is exchange 1: GET /payments/plain",
            "*✗*plain*plane*",
            '*record it: pytest "test_shop.py::test_plain" --portone-record=all',
        ]
    )
    assert hostile.connections == 1


HOOK_SECRET = "c2VjcmV0LW9mLXRoZS1tZXJjaGFudA"
TOLD = f"""
    @pytest.mark.portone_cassette("told.yaml")
    @pytest.mark.parametrize("last", ["x"])
    def test_told(last):
        secrets = {{"key": "the-secret-of-the-store", "hook": "whsec_{HOOK_SECRET}", "bare": "{HOOK_SECRET}"}}
        body = {{"reason": last, "customData": str(secrets)}}
        answer = httpx.post(URL + "/payments/plain", params=secrets, json=body)
        assert answer.status_code == 200
"""


def test_the_secrets_of_the_run_stand_neither_in_a_cassette_nor_in_a_miss(run, cassette, monkeypatch):
    monkeypatch.setenv("PORTONE_API_SECRET", "the-secret-of-the-store")
    ini = f"portone_webhook_secrets = whsec_{HOOK_SECRET}"
    hidden = ("the-secret-of-the-store", HOOK_SECRET)
    run(TOLD, "--portone-record=all", ini=ini).assert_outcomes(passed=1)
    assert "[secret]" in cassette("told.yaml")
    assert [each for each in hidden if each in cassette("told.yaml")] == []
    run(TOLD, ini=ini).assert_outcomes(passed=1)

    other = TOLD.replace('["x"]', '["y"]').replace("str(secrets)", "'other ' + str(secrets)")
    for source in (other, other.replace("told.yaml", "none.yaml").replace("/plain", f"/{hidden[0]}/{hidden[1]}")):
        result = run(source, "--tb=no", "-rf", ini=ini)
        result.assert_outcomes(failed=1)
        assert [each for each in hidden if each in result.stdout.str()] == []


def test_a_miss_shows_no_secret_of_the_run_in_what_differs(tmp_path):
    def asked(note):
        body = json.dumps({"reason": note}).encode()
        return Request("POST", "/payments/order-1/cancel", f"key={HOOK_SECRET}", {}, body)

    recorded = Exchange(asked("returned"), Response(200, {}, b"{}"), "", "")
    tape, contract = Tape(None, (recorded,)), contracts.load()
    playing = Playing(tmp_path / "x.yaml", "none", tape, contract, command="pytest", secrets=(HOOK_SECRET,))
    told = str(playing.miss(asked(f"with {HOOK_SECRET}")))
    assert 'given "with [secret]"' in told
    assert HOOK_SECRET not in told


def test_an_exchange_is_played_once(run):
    run(PLAIN, "--portone-record=once").assert_outcomes(passed=1)
    line = '        assert requests.get(URL + "/payments/plain", timeout=5).json()["status"] == "PAID"\n'
    result = run(PLAIN.replace(line, line * 2))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*it was recorded once, and has been played once*"])


FAILING = """
    @pytest.fixture
    def breaks():
        yield
        raise ValueError

    def call():
        httpx.get(URL + "/payments/plain")

    @pytest.mark.portone_cassette("failing.yaml")
    def test_fails():
        call()
        assert False

    @pytest.mark.portone_cassette("skipped.yaml")
    def test_skips():
        call()
        pytest.skip()
"""


def test_a_test_that_fails_while_it_is_recorded_writes_nothing_and_says_so(run, cassette):
    result = run(FAILING, "--portone-record=all")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "not recorded: cassettes/failing.yaml is as it was: test_shop.py::test_fails did not pass",
            "not recorded: cassettes/skipped.yaml is as it was: test_shop.py::test_skips did not pass",
        ]
    )
    assert cassette("failing.yaml") is cassette("skipped.yaml") is None


def test_a_cassette_that_cannot_be_written_fails_the_test(run, pytester):
    (pytester.path / "cassettes").write_text("in the way")
    result = run(PLAIN, "--portone-record=all")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*plain.yaml can't be written*", "not recorded: cassettes/plain.yaml is as it was*"])


def test_a_broken_cassette_is_recorded_anew_as_its_message_says(run, pytester, hostile):
    run(PLAIN, "--portone-record=once").assert_outcomes(passed=1)
    place = pytester.path / "cassettes" / "plain.yaml"
    whole = place.read_text()
    cut = whole[: len(whole) // 2]
    place.write_text(cut)
    refused = run(PLAIN, "--portone-record=once")
    refused.assert_outcomes(errors=1)
    refused.stdout.fnmatch_lines(["*record it anew (`pytest --portone-record=all`)*"])
    run(PLAIN.replace("PAID", "READY"), "--portone-record=all").assert_outcomes(failed=1)
    assert place.read_text() == cut
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    assert place.read_text().splitlines()[-1] == whole.splitlines()[-1]
    run(PLAIN).assert_outcomes(passed=1)
    assert hostile.connections == 3


KINDS = """
    import unittest
    from concurrent.futures import ThreadPoolExecutor

    def status(path="/payments/plain"):
        return httpx.get(URL + path).status_code

    class TestClass:
        @pytest.mark.portone_cassette
        @pytest.mark.parametrize("text", ["a/b", "커피", "x" * 300])
        def test_parametrized(self, text):
            assert status() == 200

    @pytest.mark.portone_cassette
    class TestOfUnittest(unittest.TestCase):
        def test_one(self):
            assert status() == 200

        def test_no_call(self):
            pass

    @pytest.mark.portone_cassette
    def test_threads(portone_recording):
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(lambda _: status(), range(24))) == [200] * 24
        assert len(portone_recording.exchanges) == 24

    @pytest.mark.portone_cassette
    @pytest.mark.parametrize("n", [1, 2])
    def test_own_event_loop(n):
        async def main():
            async with httpx.AsyncClient() as client:
                answers = await asyncio.gather(*(client.get(URL + "/payments/plain") for _ in range(n)))
            assert [each.status_code for each in answers] == [200] * n
        asyncio.run(main())

    @pytest.mark.portone_cassette("shared.yaml")
    @pytest.mark.parametrize("path", ["plain", "gzip", "late", "page"])
    def test_shared(path):
        status("/payments/" + path)
"""


@pytest.mark.parametrize("workers", [(), ("-n2",)])
def test_all_kinds_of_tests_in_one_process_and_in_two(run, hostile, cassette, workers):
    result = run(KINDS, "--portone-record=once", *workers)
    result.assert_outcomes(passed=12)
    result.stdout.fnmatch_lines(["recorded: cassettes/test_shop/test_threads.yaml (24 exchanges)"])
    assert cassette("shared.yaml").count("uri:") == 4
    made = hostile.connections
    hostile.close()
    played = run(KINDS, *workers)
    played.assert_outcomes(passed=12)
    assert hostile.connections == made
    assert not re.search("(unused|orphan|expired): ", played.stdout.str())


def test_with_pytest_asyncio(run, hostile):
    source = """
    @pytest.mark.asyncio
    @pytest.mark.portone_cassette
    async def test_async(portone_async_client):
        assert (await portone_async_client.get("/payments/plain")).status_code == 200
        await portone_async_client.aclose()
    """
    options = "-p", "asyncio", "-W", "ignore::pytest.PytestDeprecationWarning", "-o", "portone_secret=the-secret"
    run(source, *options, "--portone-record=all", subprocess=True).assert_outcomes(passed=1)
    hostile.close()
    run(source, *options, subprocess=True).assert_outcomes(passed=1)


TWO = """
    @pytest.mark.portone_cassette("two.yaml")
    @pytest.mark.parametrize("path", ["plain", "gzip"])
    def test_two(path):
        httpx.get(URL + "/payments/" + path)
"""


def test_what_is_not_used_any_more_is_listed_if_the_run_was_whole(run):
    run(TWO, "--portone-record=all").assert_outcomes(passed=2)
    run(PLAIN, "--portone-record=all", "test_other.py", name="test_other").assert_outcomes(passed=1)
    said = run(TWO.replace('"plain", "gzip"', '"gzip"')).stdout
    said.fnmatch_lines(["unused: cassettes/two.yaml, exchange 1: GET /payments/plain"])
    assert "orphan: " not in said.str()
    for options in (["-k", "gzip"], ["test_shop.py::test_two[gzip]"]):
        assert "orphan: " not in run(TWO, *options).stdout.str()
    assert "unused: " not in run(TWO, "-k", "gzip").stdout.str()
    result = run(TWO.replace("two.yaml", "new.yaml"), "--portone-record=once")
    result.stdout.fnmatch_lines(["orphan: cassettes/two.yaml: no test has it"])
    result.stdout.no_fnmatch_line("orphan: *plain.yaml*")


def test_cassettes_of_other_tools_are_no_orphans(run, pytester):
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    (pytester.path / "cassettes" / "theirs.yaml").write_text("interactions: []\nversion: 1\n")
    assert "orphan: " not in run(PLAIN).stdout.str()


def test_an_expired_cassette_warns_and_is_played(run, pytester, cassette):
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    text = re.sub(r"expires: .*", "expires: '2020-01-01'", cassette("plain.yaml"))
    (pytester.path / "cassettes" / "plain.yaml").write_text(text, encoding="utf-8")
    result = run(PLAIN, "-W", "default")
    result.assert_outcomes(passed=1, warnings=1)
    result.stdout.fnmatch_lines(
        ["*ExpiredCassetteWarning: plain.yaml expired on 2020-01-01*", "expired: cassettes/plain.yaml, 2020-01-01*"]
    )


@pytest.mark.parametrize("workers", [(), ("-n2",)])
def test_a_cassette_is_checked_against_the_pinned_contract_and_the_newest(run, workers):
    ini = "portone_contract = 2024-04-18"
    run(PLAIN, "--portone-record=all", ini=ini).assert_outcomes(passed=1)
    result = run(PLAIN, *workers, ini=ini)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "cassettes against 2024-04-18: * breaking, *",
            "*getPayment $.amount (cassettes/plain.yaml, exchange 1)*",
            "cassettes against 2026-07-03: * breaking, *",
        ]
    )


def test_drift_hears_what_a_cassette_replays(run, hostile):
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    hostile.close()
    result = run(PLAIN, "--portone-drift=fail")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*getPayment $.amount (test_shop.py::test_plain)*", "judged: 1 exchange"])


def test_a_cassette_of_plain_vcrpy_is_played(run, hostile, pytester):
    source = """
    import vcr

    def test_theirs():
        with vcr.use_cassette("cassettes/plain.yaml"):
            assert requests.get(URL + "/payments/plain", timeout=5).json()["status"] == "PAID"
    """
    run(source).assert_outcomes(passed=1)
    hostile.close()
    run(PLAIN).assert_outcomes(passed=1)


def test_a_cassette_is_played_by_plain_vcrpy(run, hostile):
    run(PLAIN, "--portone-record=all").assert_outcomes(passed=1)
    hostile.close()
    source = """
    import vcr

    def test_theirs():
        with vcr.use_cassette("cassettes/plain.yaml", record_mode="none"):
            assert requests.get("https://api.portone.io/payments/plain", timeout=5).json()["status"] == "PAID"
    """
    run(source).assert_outcomes(passed=1)


GATE = """
    LABELS = {"PAID": "paid", "READY": "waiting", "PENDING": "waiting", "CANCELLED": "gone", "FAILED": "gone",
              "PARTIAL_CANCELLED": "part", "VIRTUAL_ACCOUNT_ISSUED": "waiting", "PAY_PENDING": "waiting"}

    def label(client):
        return LABELS[client.get("/payments/order-1").json()["status"]]

    @pytest.mark.portone_cassette
    def test_label(portone_client):
        assert label(portone_client)
"""


def test_the_gate_finds_on_a_replayed_answer_what_an_unknown_value_breaks(run, far_paid, monkeypatch):
    monkeypatch.setenv("PORTONE_API_SECRET", "the-secret-of-the-test-store")
    run(GATE, "--portone-record=all", url=far_paid).assert_outcomes(passed=1)
    result = run(GATE, "--portone-compat", url="http://127.0.0.1:9")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*KeyError*"])
