"""The ini options, the command line option, the marker."""

from __future__ import annotations

import re

import pytest

VERSION = """
    def test_version(portone_contract, portone):
        print("chosen:", portone_contract.version)
        assert portone.contract is portone_contract
"""


def chosen(result):
    result.assert_outcomes(passed=1)
    return re.findall(r"chosen: (\S+)", result.stdout.str())


def test_the_newest_contract_by_default(run):
    assert chosen(run(VERSION, "-s")) == ["2026-07-03"]


def test_the_ini_option_goes_before_the_default(run):
    assert chosen(run(VERSION, "-s", ini="portone_contract = 2024-04-18")) == ["2024-04-18"]


def test_the_command_line_goes_before_the_ini_option(run):
    result = run(VERSION, "-s", "--portone-contract=2024-10-24", ini="portone_contract = 2024-04-18")
    assert chosen(result) == ["2024-10-24"]


def test_the_marker_goes_before_all(run):
    marked = 'import pytest\n\n@pytest.mark.portone_contract("2026-07-03")\ndef ' + VERSION.strip()[4:]
    result = run(marked, "-s", "--portone-contract=2024-10-24", ini="portone_contract = 2024-04-18")
    assert chosen(result) == ["2026-07-03"]


@pytest.mark.parametrize("where", ["ini", "option", "marker"])
def test_a_file_is_looked_for_where_it_is_named(run, pytester, where):
    pytester.mkdir("api")
    document = '{"openapi": "3.1.0", "info": {"title": "x", "version": "9.9"}, "paths": {}}'
    (pytester.path / "api" / "shop.json").write_text(document, encoding="utf-8")
    tests = pytester.mkdir("tests")
    mark = '@pytest.mark.portone_contract("api/shop.json")' if where == "marker" else ""
    test = "def test_version(portone_contract):\n    assert portone_contract.version == '9.9'\n"
    tests.joinpath("test_it.py").write_text(f"import pytest\n\n{mark}\n{test}", encoding="utf-8")
    arguments = ["--portone-contract=api/shop.json"] if where == "option" else []
    result = run("", "tests", *arguments, ini="portone_contract = api/shop.json" if where == "ini" else "")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("arguments", "ini", "origin"),
    [
        (["--portone-contract=2024-04-19"], "", "--portone-contract"),
        ([], "portone_contract = 2024-04-19", "ini option portone_contract"),
    ],
)
def test_a_contract_that_is_not_there(run, arguments, ini, origin):
    result = run(VERSION, *arguments, ini=ini)
    result.assert_outcomes(errors=1)
    missing = f"{origin}: no contract, folder or OpenAPI file '2024-04-19'"
    hint = "the nearest is '2024-04-18'; bundled are 2024-04-18, 2024-10-24, 2026-07-03"
    result.stdout.fnmatch_lines([f"{missing}; {hint}"])


def test_a_file_that_is_no_contract(run, pytester):
    pytester.path.joinpath("api.json").write_text("{}", encoding="utf-8")
    result = run(VERSION, "--portone-contract=api.json")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["--portone-contract: *api.json can't be imported, for * reason*:"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_the_marker_takes_a_version(run):
    result = run("""
        import pytest

        @pytest.mark.portone_contract
        def test_none(portone_contract):
            pass

        @pytest.mark.portone_contract(date="2024-04-18")
        def test_wrong(portone_contract):
            pass

        @pytest.mark.portone_contract(version="2024-04-18")
        def test_right(portone_contract):
            assert portone_contract.version == "2024-04-18"
    """)
    result.assert_outcomes(errors=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "E*TypeError: *portone_contract() missing 1 required positional argument: 'version'",
            "E*TypeError: *portone_contract() got an unexpected keyword argument 'date'",
        ]
    )


def test_the_marker_is_registered(run):
    result = run("", "--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.portone_contract(version): *"])


def test_wrong_ini_options_are_all_named_before_the_first_test(run):
    ini = "portone_other_hosts = refused\nportone_generated = no\nportone_base_urls =\n  localhost:8000\n  https://ok.test"
    result = run(VERSION, ini=ini)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: ini option portone_other_hosts: received 'refused', expected pass or refuse",
            "*ini option portone_generated: received 'no', expected allow or fail",
            "*ini option portone_base_urls: received 'localhost:8000', expected a base URL such as *",
        ]
    )


def test_help_works_with_wrong_ini_options(run):
    result = run("", "--help", ini="portone_other_hosts = refused")
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*--portone-contract=VERSION|FILE*", "*portone_base_urls (linelist):*"])


def test_further_base_urls(run):
    run(
        """
        import httpx

        def test_gateway(portone):
            assert httpx.get("http://gateway.test/portone/banks").json()["items"]
            assert httpx.get("http://localhost:1234/banks").json()["items"]
            assert [each.request.path for each in portone.calls] == ["/banks", "/banks"]
        """,
        ini="portone_base_urls =\n  http://gateway.test/portone\n  http://localhost:1234",
    ).assert_outcomes(passed=1)


OTHER_HOSTS = """
    import httpx
    import pytest
    from pytest_portone.sandbox.messages import Response
    from pytest_portone.server import running

    @pytest.fixture
    def other(monkeypatch):
        with running(lambda request: Response(200, {}, b"other")) as url:
            yield url

    def test_loopback(portone, other):
        assert httpx.get(other).text == "other"

    def test_server(portone, portone_server):
        assert httpx.get(f"{portone_server.url}/banks").status_code == 200
"""


@pytest.mark.parametrize("ini", ["", "portone_other_hosts = pass", "portone_other_hosts = refuse"])
def test_loopback_always_passes(run, ini):
    run(OTHER_HOSTS, ini=ini).assert_outcomes(passed=2)


def test_other_hosts_refused(run):
    result = run(
        """
        import httpx

        def test_refused(portone):
            httpx.post("https://user:pass@bank.test/transfer?token=hidden")
        """,
        ini="portone_other_hosts = refuse",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*OtherHostError: POST https://bank.test/transfer does not go to PortOne, and `portone_other_hosts = *"]
    )


def test_the_secret_is_the_one_that_was_set(run):
    run(
        """
        import httpx

        def call(secret):
            url = "https://api.portone.io/payments/order-1"
            return httpx.get(url, headers={"Authorization": f"PortOne {secret}"}).status_code

        def test_secret(portone, portone_client):
            assert portone.secret == "chosen-secret"
            assert (call("chosen-secret"), call("another")) == (404, 401)
            assert portone_client.get("/payments/order-1").status_code == 404
        """,
        ini="portone_secret = chosen-secret",
    ).assert_outcomes(passed=1)


RELIED = "the test relied on answers generated from the contract, of: getPlatformContract"
WAY_OUT = (
    "The sandbox does not model these operations. Stub them with `portone_mock`, "
    "or permit it with `portone_generated = allow`."
)

NEWER = """
    from dataclasses import replace

    import pytest
    from pytest_portone import contracts

    @pytest.fixture
    def portone_contract():
        newest = contracts.load()
        found = {name: newest.operations[name] for name in ("getPlatformContract", "getPlatformPartner")}
        moved = {name: replace(each, path=f"/later{each.path}") for name, each in found.items()}
        return replace(newest, operations={**newest.operations, **moved})
"""
"""A contract that is newer than the sandbox: it has operations that no domain models."""

GENERATED = (
    NEWER
    + """
    import httpx

    URL = "https://api.portone.io/later/platform/contracts"

    def ask(client, name):
        try:
            assert client.get(f"/later/platform/contracts/{name}").status_code == 200
        except ValueError:
            pass

    def test_modelled(portone_client):
        portone_client.get("/payments/order-1")

    def test_generated(portone_client):
        ask(portone_client, "1")
        ask(portone_client, "2")
        portone_client.get("/later/platform/partners/partner-1")

    def test_generated_and_failed(portone_client):
        ask(portone_client, "1")
        assert "something else" == ""

    def test_stubbed(portone_mock):
        portone_mock["getPlatformContract"].respond(404, json={"type": "PLATFORM_CONTRACT_NOT_FOUND"})
        httpx.get(f"{URL}/1")
"""
)


def test_generated_answers_are_allowed_by_default(run):
    run(GENERATED).assert_outcomes(passed=3, failed=1)


def test_generated_answers_fail_where_that_is_asked_for(run):
    result = run(GENERATED, ini="portone_generated = fail")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            "*_ test_generated _*",
            f"{RELIED}, getPlatformPartner. {WAY_OUT}",
            "*_ test_generated_and_failed _*",
            "E*assert 'something else' == ''",
            f"E*{RELIED}. {WAY_OUT}",
        ]
    )


def test_a_generated_answer_during_the_teardown_fails_the_teardown(run):
    shop = """
    @pytest.fixture
    def shop(portone_client):
        yield
        portone_client.get("/later/platform/contracts/1")

    def test_it(shop):
        pass
    """
    result = run(
        NEWER + shop,
        ini="portone_generated = fail",
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines([f"{RELIED}. {WAY_OUT}"])


def test_no_secret_is_shown_of_what_is_ours(run):
    result = run(
        """
        def test_objects(portone, portone_client, portone_async_client, portone_server, portone_settings):
            portone_client.get("/payments/order-1")
            portone_client.post("/login/api-secret", json={"apiSecret": portone.secret})
            calls = portone.calls
            assert not calls
        """,
        "-vv",
        "--showlocals",
        "--tb=long",
        ini="portone_secret = very-secret-indeed",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["portone_server = PortoneServer(*"])
    result.stdout.no_fnmatch_line("*very-secret-indeed*")


@pytest.mark.parametrize("client", ["httpx", "requests"])
def test_no_secret_is_shown_where_a_call_fails(run, client, monkeypatch):
    monkeypatch.setenv("CI_SECRET", "PortOne very-secret-indeed")
    result = run(
        f"""
        import os
        import {client}

        def test_not_stubbed(portone_mock):
            {client}.get("https://api.portone.io/banks", headers={{"Authorization": os.environ["CI_SECRET"]}})
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*pytest_portone/transport/*")
    result.stdout.no_fnmatch_line("*very-secret-indeed*")
