"""`portone_mock`: answers stubbed by hand, held against the contract."""

from __future__ import annotations

import json
import textwrap

import pytest

BANKS = """
import httpx

def banks():
    return httpx.get("https://api.portone.io/banks")
"""

PAYMENT_NOT_FOUND = '{"type": "PAYMENT_NOT_FOUND", "message": "none"}'


NOT_STUBBED = (
    "E*getBankInfos was called and is not stubbed (GET /banks). "
    'To stub it: portone_mock[[]"getBankInfos"[]].respond(json=...)'
)


def case(body):
    return BANKS + textwrap.dedent(body)


CLIENTS = {
    "httpx": "import httpx; answer = httpx.get(URL); text = answer.text",
    "httpx2": "import httpx2; answer = httpx2.get(URL); text = answer.text",
    "requests": "import requests; answer = requests.get(URL, timeout=5); text = answer.text",
    "aiohttp": """
        import aiohttp, asyncio
        async def call():
            async with aiohttp.ClientSession() as session, session.get(URL) as answer:
                return await answer.text()
        text = asyncio.run(call())
    """,
}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_stub_answers_every_client(run, client):
    body = textwrap.indent(textwrap.dedent(CLIENTS[client]).strip(), "    ")
    result = run(f"""
import json

URL = "https://api.portone.io/payments/order-1?storeId=s"

def test_stub(portone_mock):
    route = portone_mock["getPayment"].respond(404, json={PAYMENT_NOT_FOUND})
{body}
    assert json.loads(text)["type"] == "PAYMENT_NOT_FOUND"
    assert str(route.calls.last.request.url) == URL
""")
    result.assert_outcomes(passed=1)


def test_respx_s_ways_to_answer(run):
    run(
        case("""
        import respx

        def test_all(portone_mock):
            assert isinstance(portone_mock, respx.MockRouter)
            route = portone_mock["getBankInfos"]
            route.mock(return_value=httpx.Response(200, json={"items": []}))
            assert banks().json() == {"items": []}
            route % {"json": {"items": []}}
            assert banks().status_code == 200
            route.side_effect = [httpx.Response(200, json={"items": []}), httpx.ConnectTimeout]
            assert banks().status_code == 200
            try:
                banks()
            except httpx.ConnectTimeout:
                pass
            assert route.call_count == 4
            assert portone_mock.calls.call_count == 4

        def test_a_function_gets_the_parameters_of_the_path(portone_mock):
            @portone_mock["getPayment"]
            def payment(request, paymentId):
                return httpx.Response(404, json={"type": "PAYMENT_NOT_FOUND", "message": paymentId})

            answer = httpx.get("https://api.portone.io/payments/a%2Fb?storeId=x")
            assert answer.json()["message"] == "a%2Fb"

        def test_a_route_of_one_s_own(portone_mock):
            portone_mock.get("/banks", headers={"x-test": "1"}).respond(json={"items": []})
            assert httpx.get("https://api.portone.io/banks", headers={"x-test": "1"}).status_code == 200
        """)
    ).assert_outcomes(passed=3)


def test_what_clause_2_4_permits_is_permitted(run):
    run(
        case("""
        NEW = {"bank": "A_NEW_BANK", "name": {"ko": "x", "en": "y"}, "more": 1}

        def test_unknown_fields_and_enum_values(portone_mock):
            portone_mock["getBankInfos"].respond(json={"items": [NEW]})
            assert banks().json()["items"] == [NEW]

        def test_unknown_cases(portone_mock):
            portone_mock["getBankInfos"].respond(400, json={"type": "A_NEW_ERROR"})
            assert banks().json()["type"] == "A_NEW_ERROR"
        """)
    ).assert_outcomes(passed=2)


def test_an_impossible_answer_fails_with_every_violation(run):
    result = run(
        case("""
        def test_impossible(portone_mock):
            cancellation = {"status": "SUCCEEDED", "totalAmount": "1000"}
            portone_mock["cancelPayment"].respond(json={"cancellation": cancellation})
            httpx.post("https://api.portone.io/payments/order-1/cancel", json={"reason": "x"})
        """)
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E*ImpossibleAnswerError: PortOne could never answer cancelPayment with what is stubbed:",
            "E*$.cancellation.id: received nothing, expected string (required)",
            'E*$.cancellation.totalAmount: received "1000", expected an integer',
        ]
    )


@pytest.mark.parametrize(
    ("stub", "violation"),
    [
        ("respond(418)", "status: received 418, expected one of 200, 400, 401, 403, 404"),
        ('respond(text="<html>")', "body: received '<html>', expected JSON*"),
        ("respond(200)", "$: received null, expected an object"),
    ],
)
def test_what_portone_could_not_send(run, stub, violation):
    result = run(f"""
        import httpx

        def test_impossible(portone_mock):
            portone_mock["getPayment"].{stub}
            httpx.get("https://api.portone.io/payments/order-1")
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*PortOne could never answer getPayment with what is stubbed:", f"E*{violation}"])


def test_bodies_that_are_no_json(run):
    run("""
        import httpx

        def test_text_and_nothing(portone_mock):
            portone_mock["downloadPlatformTransferSheet"].respond(text="a,b", content_type="text/csv")
            portone_mock["deleteB2bTaxInvoiceAttachment"].respond(200)
            base = "https://api.portone.io"
            assert httpx.get(f"{base}/platform/transfer-summaries/sheet-file").text == "a,b"
            assert httpx.delete(f"{base}/b2b/tax-invoices/1/attachments/2").content == b""
    """).assert_outcomes(passed=1)


def test_an_exception_that_the_code_swallows_fails_the_test_all_the_same(run):
    result = run(
        case("""
        def careless():
            try:
                banks()
            except BaseException:
                pass

        def test_swallowed(portone_mock):
            portone_mock["getBankInfos"].respond(json={"items": 1})
            careless()

        def test_swallowed_and_failed(portone_mock):
            careless()
            assert "something else" == ""

        def test_next(portone_mock):
            portone_mock["getBankInfos"].respond(json={"items": []})
            assert banks().status_code == 200
        """)
    )
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "PortOne could never answer getBankInfos with what is stubbed:",
            "  $.items: received 1, expected an array",
            "E*assert 'something else' == ''",
            NOT_STUBBED,
        ]
    )


def test_what_is_not_stubbed(run):
    result = run(
        case("""
        import pytest

        def test_operation(portone_mock):
            banks()

        def test_asked_for_and_not_stubbed(portone_mock):
            assert not portone_mock["getBankInfos"].called
            banks()

        def test_a_function_that_declines(portone_mock):
            portone_mock["getBankInfos"].side_effect = lambda request: None
            banks()

        def test_no_such_operation(portone_mock):
            httpx.get("https://api.portone.io/bank")

        def test_no_such_name(portone_mock):
            portone_mock["getPaymant"]
        """)
    )
    result.assert_outcomes(failed=5)
    result.stdout.fnmatch_lines(
        [
            NOT_STUBBED,
            NOT_STUBBED,
            NOT_STUBBED,
            "E*GET /bank was called: the contract 2026-07-03 has no such operation; the nearest is GET /banks",
            "E*UnknownNameError: no operation 'getPaymant'; the nearest is 'getPayment'",
        ]
    )


def test_a_path_that_portone_does_not_have_can_t_be_stubbed(run):
    result = run("""
        import httpx

        def test_own_route(portone_mock):
            portone_mock.get("/v2/bank").respond(json={})
            httpx.get("https://api.portone.io/v2/bank")
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*could never answer GET /v2/bank*", "E*the contract 2026-07-03 has no such operation*"]
    )


def test_an_asynchronous_side_effect_is_refused(run):
    result = run(
        case("""
        def test_asynchronous(portone_mock):
            async def answer(request):
                return httpx.Response(200, json={"items": []})

            portone_mock["getBankInfos"].side_effect = answer
            banks()
        """)
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*TypeError: the side effect of getBankInfos is asynchronous, expected a plain function"]
    )


def test_calls_of_fixtures_that_end_later_fail_the_teardown(run):
    result = run(
        case("""
        import pytest

        @pytest.fixture
        def shop(portone_mock):
            yield
            try:
                banks()
            except AssertionError:
                pass

        def test_it(shop):
            pass
        """)
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["getBankInfos was called and is not stubbed*"])


def test_the_contract_is_the_one_that_was_chosen(run):
    run("""
        import httpx
        import pytest

        @pytest.mark.portone_contract("2024-04-18")
        def test_former(portone_mock):
            with pytest.raises(LookupError):
                portone_mock["getPaymentSession"]

        def test_newest(portone_mock):
            assert portone_mock["getPaymentSession"].name == "getPaymentSession"
    """).assert_outcomes(passed=2)


def test_a_contract_of_one_s_own(run, pytester):
    parameter = {"name": "payment-id", "in": "path", "required": True, "schema": {"type": "string"}}
    operation = {"operationId": "read", "parameters": [parameter], "responses": {"200": {"description": "done"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "gateway", "version": "1"},
        "servers": [{"url": "https://gateway.test/v1"}],
        "paths": {"/payments/{payment-id}": {"get": operation}},
    }
    pytester.path.joinpath("gateway.json").write_text(json.dumps(document), encoding="utf-8")
    run(
        """
        import httpx

        def test_read(portone_mock):
            route = portone_mock["read"].respond(200)
            assert httpx.get("https://api.portone.io/payments/a").content == b""
            assert httpx.get("https://api.portone.io/v1/payments/a").content == b""
            assert route.call_count == 2
        """,
        "--portone-contract=gateway.json",
    ).assert_outcomes(passed=1)
