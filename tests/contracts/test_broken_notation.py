"""A broken contract: every problem at once, each with its file and line."""

import pytest

from pytest_portone import contracts
from pytest_portone.contracts import notation
from pytest_portone.contracts.model import Answer, ListOf, MapOf, Scalar, media_types

HEADER = "format: 1\ncontract: v1\n"


def problems(**files):
    texts = {"contract.yaml": HEADER} | {f"{name}.yaml": text for name, text in files.items()}
    with pytest.raises(contracts.BrokenContractError) as caught:
        notation.read(texts)
    return [str(each) for each in caught.value.problems]


def test_all_problems_of_all_files_are_listed():
    payment = """\
operations:
  getPayment:
    GET: /payments/{paymentId}
    path: { id: string }
    qurey: { storeId?: string }
    200: Paymnet
    errors: [Payment]
types:
  Payment:
    amount: [int64, int64]
"""
    common = """\
types:
  Payment:
    id: string
  Currency: [KRW, KRW]
  NotFound:
    error: not found
"""
    assert problems(common=common, payment=payment) == [
        "common.yaml:4: value 'KRW' stands twice",
        "common.yaml:6: received 'not found', expected a status and a type, such as 404 PAYMENT_NOT_FOUND",
        "payment.yaml:2: 'Payment' is no error type",
        "payment.yaml:2: getPayment uses the type 'Paymnet', which is not defined; did you mean 'Payment'?",
        "payment.yaml:2: {paymentId} stands in the path of getPayment, but not under 'path'",
        "payment.yaml:4: 'id' does not stand in the path /payments/{paymentId}",
        "payment.yaml:5: unknown key 'qurey'; did you mean 'query'?",
        "payment.yaml:9: 'Payment' is also defined in common.yaml",
        "payment.yaml:10: received ['int64', 'int64'], expected a type: a name, [name], or {\"*\": name}",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("types:\n  A: {}\n  A: {}\n", "a.yaml:3: not YAML: key 'A' stands twice"),
        ("types: [\n", "a.yaml:2: not YAML: did not find expected node content"),
        ("- a\n", "a.yaml:1: received ['a'], expected keys such as 'operations' and 'types'"),
        ("operations: 3\n", "a.yaml:1: received '3', expected names with their definitions"),
        ("operations:\n  x: 3\n", "a.yaml:2: received '3', expected an operation such as GET: /payments/{paymentId}"),
        ("operations:\n  x: { GET: /a, POST: /a }\n", "a.yaml:2: received 2 methods, expected one of GET, PUT"),
        ("operations:\n  x: { GET: /a, auth: no }\n", "a.yaml:2: received 'no', expected none"),
        ("operations:\n  x: { GET: /a, unstable: maybe }\n", "a.yaml:2: received 'maybe', expected true or false"),
        ("operations:\n  x: { GET: /a, query: 3 }\n", "a.yaml:2: received '3', expected names with their types"),
        ("operations:\n  x: { GET: /a, errors: 3 }\n", "a.yaml:2: received '3', expected a list of error types"),
        ("operations:\n  x: { GET: /a, body: any, requestBody: any }\n", "a.yaml:2: received two bodies"),
        ("types:\n  A: 3\n", "a.yaml:2: received '3', expected fields, a list of enum values, 'union' or 'alias'"),
        ("types:\n  A: { enum: 3 }\n", "a.yaml:2: received '3', expected a list of strings"),
        ("types:\n  A: { a: string, a?: string }\n", "a.yaml:2: a field stands twice, with and without a question"),
        ("types:\n  A: { fields: { a: string }, b: string }\n", "a.yaml:2: expected all fields of the type"),
        ("types:\n  A: { union: t, X: [B] }\n", "a.yaml:2: expected a type's name for each value of the tag"),
        ("types:\n  A: { union: t, X: B }\n  B: [C]\n", "a.yaml:2: case 'B' of A is no object"),
        ("types:\n  A: { a?: string = KRW }\n", "a.yaml:2: received the default KRW, expected JSON, such as 10 or"),
        ("types:\n  A: { a?: int32 = NaN }\n", "a.yaml:2: received the default NaN, expected JSON"),
        ("operations:\n  x: { GET: /a, query: { a?: any = }}\n", "a.yaml:2: x uses the type 'any =', which is not"),
        (
            "operations:\n  x: { GET: /a, 200: any as csv }\n",
            "a.yaml:2: received csv, expected media types, application/",
        ),
        (
            "operations:\n  x: { GET: /a, body: any as text/csv }\n",
            "a.yaml:2: received text/csv, expected media types",
        ),
        ("webhooks:\n  v1: Nothing\n", "a.yaml:2: v1 uses the type 'Nothing', which is not defined"),
    ],
)
def test_each_problem_says_what_was_received_and_expected(text, problem):
    assert problems(a=text)[0].startswith(problem)


def test_the_header_is_checked():
    with pytest.raises(contracts.BrokenContractError) as caught:
        notation.read({"a.yaml": "types: {}"})
    assert str(caught.value) == (
        "the contract has 1 problem:\n  contract.yaml:1: the file is missing; it names the contract's version"
    )
    with pytest.raises(contracts.BrokenContractError, match=r"received format '2', expected 1; convert with"):
        notation.read({"contract.yaml": "format: 2\ncontract: v1\n"})
    with pytest.raises(contracts.BrokenContractError, match=r"contract\.yaml:1: 'contract' is missing"):
        notation.read({"contract.yaml": "format: 1\n"})


def test_names_with_a_meaning_in_yaml_are_plain_names():
    contract = notation.read({"contract.yaml": HEADER, "a.yaml": "types:\n  Country: [NO, ON, null, 1.0]\n"})
    assert contract.type("Country").values == ("NO", "ON", "null", "1.0")


def test_a_default_is_the_text_of_its_value_whatever_its_type():
    text = """\
types:
  A:
    count?: int32 = 1.0
    name?: string = "a = b"
    nothing?: string = null
    list?: "[[string]] = [[\\"a\\"], []]"
    map?: "{\\"*\\": int64} = { \\"b\\": 2, \\"a\\": 1 }"
"""
    fields = notation.read({"contract.yaml": HEADER, "a.yaml": text}).type("A").fields
    assert {name: each.default for name, each in fields.items()} == {
        "count": "1",
        "name": '"a = b"',
        "nothing": "null",
        "list": '[["a"],[]]',
        "map": '{"a":1,"b":2}',
    }
    assert fields["list"].type == ListOf(ListOf(Scalar("string")))
    assert fields["map"].type == MapOf(Scalar("int64"))


def test_media_types_that_the_type_says_itself_are_not_kept():
    text = "operations:\n  x: { GET: /a, 200: any as application/json, 201: csv as text/csv }\n"
    contract = notation.read({"contract.yaml": HEADER, "a.yaml": text})
    assert contract.operation("x").answers == (Answer(200, Scalar("any")), Answer(201, Scalar("csv")))
    assert [media_types(each) for each in contract.operation("x").answers] == [{"application/json"}, {"text/csv"}]
