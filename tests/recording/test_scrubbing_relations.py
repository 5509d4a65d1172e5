"""Equal stays equal, different stays different, wherever it stands; and nothing of the originals is left."""

import base64
import json
from datetime import date, timedelta
from urllib.parse import parse_qs, quote, unquote, urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pytest_portone.recording.scrubbing import scan
from pytest_portone.recording.scrubbing.scrub import scrub
from pytest_portone.recording.scrubbing.spellings import in_base64, spelled
from pytest_portone.recording.tape import Tape
from pytest_portone.recording.tokens import is_pseudonym
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

KEY = b"k" * 32
SECRET = "portone-api-secret-1234567890"
SOME = settings(deadline=None, max_examples=20)

people = st.fixed_dictionaries(
    {
        "name": st.text(st.characters(categories=["Lo"], min_codepoint=0x590, max_codepoint=0xD7A3), min_size=3)
        | st.text(st.sampled_from("BCDFGHJKLMNPQRSTVWXZ"), min_size=8, max_size=20),
        "phone": st.from_regex(r"010-[1-9]\d{3}-\d{4}", fullmatch=True),
        "email": st.from_regex(r"[g-z]{4,10}@[g-z]{4,10}\.(kr|com)", fullmatch=True),
        "account": st.from_regex(r"[1-9]\d{2}-\d{3}-\d{6}", fullmatch=True),
        "billingKey": st.from_regex(r"billing-key-[g-z]{12}", fullmatch=True),
    }
)
everybody = st.lists(people, min_size=2, max_size=4)


def text(value):
    return json.dumps(value, ensure_ascii=False)


def exchanges_of(person):
    """Calls that have one person's data in all places: bodies, paths, queries, nested JSON, forms, headers."""
    body = {
        "billingKey": person["billingKey"],
        "customer": {"name": {"full": person["name"]}, "phoneNumber": person["phone"], "email": person["email"]},
        "customData": text({"inner": text({"to": person["name"], "note": f"{person['name']} {person['phone']}"})}),
    }
    answer = {
        "customer": {"name": person["name"], "phoneNumber": person["phone"].replace("-", "")},
        "receiptUrl": f"https://pg.example/r?{urlencode({'who': person['name'], 'to': person['email']})}",
        "pgResponse": urlencode({"P_UNAME": person["name"], "note": person["account"]}),
        "encoded": base64.b64encode(f"for {person['name']}, {person['email']}".encode()).decode(),
    }
    query = {"requestBody": text({"filter": {"textSearch": [{"value": person["name"]}]}})}
    headers = {"authorization": f"PortOne {SECRET}", "content-type": "application/json"}
    account = quote(person["account"])
    return (
        ("POST", "/payments/order-1/billing-key", "", headers, text(body).encode(), text(answer)),
        ("GET", f"/billing-keys/{quote(person['billingKey'])}", urlencode(query), headers, b"", text(answer)),
        (
            "GET",
            f"/platform/bank-accounts/SHINHAN/{account}/holder",
            "",
            headers,
            b"",
            text({"holderName": person["name"]}),
        ),
    )


def tape_of(persons):
    return Tape(
        None,
        tuple(
            Exchange(Request(*each[:5]), Response(200, {}, each[5].encode()), "api.portone.io", "")
            for person in persons
            for each in exchanges_of(person)
        ),
    )


def written(tape):
    """A tape as one text."""
    return "\n".join(
        part
        for each in tape.exchanges
        for part in (
            each.request.path, each.request.query, text(each.request.headers), each.request.body.decode(),
            each.response.body.decode(),
        )
    )  # fmt: skip


def places(first, second, third):
    """What stands for a name in all of its places, and for the other values in theirs."""
    body, answer = json.loads(first.request.body), json.loads(first.response.body)
    inner = json.loads(json.loads(body["customData"])["inner"])
    form = parse_qs(answer["pgResponse"])
    receipt = parse_qs(answer["receiptUrl"].partition("?")[2])
    searched = json.loads(parse_qs(second.request.query)["requestBody"][0])["filter"]["textSearch"][0]["value"]
    encoded = base64.b64decode(answer["encoded"]).decode()
    return {
        "name": {
            body["customer"]["name"]["full"], answer["customer"]["name"], inner["to"], inner["note"].split(" ")[0],
            form["P_UNAME"][0], receipt["who"][0], searched, json.loads(third.response.body)["holderName"],
            encoded.split(",")[0].removeprefix("for "),
        },
        "phone": {body["customer"]["phoneNumber"], inner["note"].split(" ")[1]},
        "email": {body["customer"]["email"], receipt["to"][0], encoded.split(", ")[1]},
        "account": {unquote(third.request.path.split("/")[4]), form["note"][0]},
        "billingKey": {body["billingKey"], second.request.path.split("/")[2]},
    }  # fmt: skip


@SOME
@given(everybody)
def test_relations_survive(persons):
    done = scrub(tape_of(persons), KEY).tape.exchanges
    stand_ins = {}
    for index, person in enumerate(persons):
        for field, found in places(*done[3 * index : 3 * index + 3]).items():
            (only,) = found
            assert is_pseudonym(only)
            assert stand_ins.setdefault((field, person[field]), only) == only

    assert len(set(stand_ins.values())) == len(stand_ins)


@SOME
@given(everybody)
def test_nothing_of_the_originals_is_left(persons):
    done = scrub(tape_of(persons), KEY, secrets=[SECRET])
    file = written(done.tape)

    for value in (SECRET, *(value for person in persons for value in person.values())):
        for spelling in (*spelled(value), *in_base64(value)):
            assert spelling not in file
    scan.check(file, done.originals, [SECRET])


@SOME
@given(everybody)
def test_what_is_scrubbed_stays(persons):
    once = scrub(tape_of(persons), KEY).tape

    assert scrub(once, KEY).tape == once
    assert scrub(once, b"another key").tape == once
    assert scan.suspects(once) == ()


def test_the_key_decides_on_the_pseudonyms():
    person = {
        "name": "홍길동",
        "phone": "010-1234-5678",
        "email": "a@b.kr",
        "account": "110-1",
        "billingKey": "b-key",
    }
    tape = tape_of([person])

    assert scrub(tape, KEY).tape == scrub(tape, KEY).tape
    assert scrub(tape, KEY).tape != scrub(tape, b"x" * 32).tape


def body_of(value, **headers):
    content = value if isinstance(value, bytes) else text(value).encode("utf-8", "surrogatepass")
    return Tape(None, (Exchange(Request("POST", "/x", "", headers, content), Response(200), "", ""),))


def scrubbed_body(value, keep=(), **headers):
    return scrub(body_of(value, **headers), KEY, keep).tape.exchanges[0].request.body


@pytest.mark.parametrize(
    "name", ["name", "amount", "id", "null", "PAID", "customer", "2026", '"', "}", "\\", "anon-", " "]
)
def test_a_name_that_is_structure_changes_nothing_else(name):
    body = {"customer": {"name": name}, "status": "PAID", "amount": {"total": 2026}, "paidAt": "2026-01-01T00:00:00Z"}
    done = scrub(body_of(body), KEY)
    told = json.loads(done.tape.exchanges[0].request.body)

    assert is_pseudonym(told["customer"].pop("name"))
    assert told == {"customer": {}} | {field: body[field] for field in ("status", "amount", "paidAt")}
    scan.check(text(told), done.originals)


@SOME
@given(st.text(min_size=1, max_size=40))
@example("\ud800")
@example("\ud800홍길동\udfff")
@example("anon-0123456789ab님")
@example("홍길동kim@x.org")
@example('{"a":')
@example("x" * 100_000)
def test_any_name_goes_and_the_rest_stays_json(name):
    body = {"name": name, "memo": f"<{name}>", "customData": json.dumps({"note": name})}
    tape = body_of(json.dumps(body).encode())
    done = scrub(tape, KEY)
    told = json.loads(done.tape.exchanges[0].request.body)

    assert is_pseudonym(told["name"])
    assert list(told) == list(body)
    assert list(json.loads(told["customData"])) == ["note"]
    assert scrub(done.tape, KEY).tape == done.tape


FORMS = {
    "whsec_c2VjcmV0LW9mLXRoZS10ZXN0": True,
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln": True,
    "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=": True,
    "kim@shop.example": True,
    "010-1234-5678": True,
    "+82 10 1234 5678": True,
    "900101-1234567": True,
    "4111-1111-1111-1111": True,
    "4111-1111-1111-1112": False,  # the check digit is another one
    "900101-9234567": False,
    "whsec_": False,
    "01012345678901234567890": False,
}


@pytest.mark.parametrize("value", FORMS)
def test_what_has_a_form_goes_from_any_text(value):
    told = json.loads(scrubbed_body({"memo": f"see {value} there"}))["memo"]

    assert (value not in told) is FORMS[value]
    assert is_pseudonym(told.removeprefix("see ").removesuffix(" there").removeprefix("v1,")) is FORMS[value]


def test_as_many_values_have_as_many_pseudonyms():
    """There are few days: two of these would have one pseudonym, if nobody looked."""
    days = [(date(1950, 1, 1) + timedelta(days=each)).isoformat() for each in range(1500)]
    told = json.loads(scrubbed_body({"items": [{"birthdate": each} for each in days]}))["items"]

    assert len({each["birthdate"] for each in told}) == len(days)
    assert all(is_pseudonym(each["birthdate"]) for each in told)


@pytest.mark.parametrize("name", ["anon", "example", "secret"])
def test_a_name_that_is_part_of_pseudonyms_is_replaced_once(name):
    told = json.loads(scrubbed_body({"name": name, "memo": f"<{name}> a@b.kr"}))

    assert told["memo"].startswith(f"<{told['name']}> anon-")
    assert told["memo"].endswith("@example.com")


def test_keys_of_free_objects_are_searched():
    told = json.loads(scrubbed_body({"name": "홍길동", "customData": {"홍길동": 1, "a@b.kr": 2, "plan": "홍길동"}}))

    assert set(told["customData"]) & {"홍길동", "a@b.kr"} == set()
    assert told["name"] in told["customData"]
    assert told["customData"]["plan"] == told["name"]


@pytest.mark.parametrize("cut", range(10, 60, 5))
def test_broken_json_is_scrubbed_by_its_looks(cut):
    whole = text({"customer": {"phoneNumber": "010-1234-5678", "name": "Johnathan Smithers"}, "x": "홍"})
    told = scrubbed_body(whole.encode()[:cut]).decode("utf-8", "surrogateescape")

    assert "1234" not in told
    assert "Johna" not in told


def test_deeply_nested_json_is_scrubbed_by_its_looks():
    deep = b"[" * 100_000 + b'{"email": "hong@corp.kr", "name": "John Smithers"}'

    told = scrubbed_body(deep)

    assert b"hong" not in told
    assert b"Smithers" not in told


def test_a_binary_body_keeps_its_bytes_but_for_what_is_known():
    binary = b"\x00\xff\xfe" + "홍길동".encode() + b"\x80 hong@corp.kr \xf0"
    tape = Tape(None, body_of({"name": "홍길동"}).exchanges + body_of(binary).exchanges)
    told = scrub(tape, KEY).tape.exchanges
    name = json.loads(told[0].request.body)["name"].encode()

    assert told[1].request.body.startswith(b"\x00\xff\xfe" + name + b"\x80 anon-")
    assert told[1].request.body.endswith(b"@example.com \xf0")


def test_a_binary_body_without_anything_known_is_left():
    assert scrubbed_body(bytes(range(256))) == bytes(range(256))


def test_tables_are_scrubbed_by_their_heads():
    table = "주문,예금주,계좌번호\r\norder-1,홍길동,110-123-456789\r\n".encode("euc-kr")
    told = scrubbed_body(table, **{"content-type": "text/csv; charset=euc-kr"}).decode("euc-kr").splitlines()

    assert told[0] == "주문,예금주,계좌번호"
    order, holder, account = told[1].split(",")
    assert order == "order-1"
    assert is_pseudonym(holder)
    assert is_pseudonym(account)


def test_a_form_is_scrubbed_by_its_names():
    told = scrubbed_body(b"buyer_name=%ED%99%8D&amount=100", **{"content-type": "application/x-www-form-urlencoded"})

    assert told.startswith(b"buyer_name=anon-")
    assert told.endswith(b"&amount=100")


@pytest.mark.parametrize(
    "told",
    [
        "https://pg.example/receipt?buyer_name=%ED%99%8D%EA%B8%B8%EB%8F%99&amount=100",
        "https://pg.example/receipt?buyer_name=홍길동&amount=100#top",
        "buyer_name=%ED%99%8D%EA%B8%B8%EB%8F%99&amount=100",
        "buyer_name=홍길동&amount=100",
    ],
)
def test_a_url_and_a_form_in_a_text_are_scrubbed_by_their_names(told):
    """Nothing but the name of the parameter tells that it is somebody's."""
    changed = json.loads(scrubbed_body({"customData": told}))["customData"]

    before, _, after = changed.partition("buyer_name=")
    assert is_pseudonym(after.partition("&")[0])
    assert (before, after.partition("&")[2]) == (told.partition("buyer_name=")[0], told.partition("&")[2])


def test_a_length_that_is_told_is_that_of_the_new_body():
    done = scrub(body_of({"name": "홍길동"}, **{"content-length": "99"}), KEY).tape.exchanges[0].request

    assert done.headers["content-length"] == str(len(done.body))


def test_credentials_in_headers_go_and_their_scheme_stays():
    headers = {
        "authorization": f"PortOne {SECRET}",
        "cookie": "session=1",
        "webhook-signature": "v1,abcdef",
        "x-forwarded-for": "203.0.113.7",
        "date": "Mon, 23 Nov 2026 00:00:00 GMT",
    }
    told = scrub(body_of({}, **headers), KEY).tape.exchanges[0].request.headers

    assert told["authorization"] == "PortOne [secret]"
    assert told["cookie"] == "[secret]"
    assert told["webhook-signature"] == "v1,[secret]"
    assert is_pseudonym(told["x-forwarded-for"])
    assert told["date"] == headers["date"]


def test_headers_of_answers_are_scrubbed_too():
    headers = {"set-cookie": "session=1; Path=/", "location": "https://pg.example/r?buyer_name=Johnathan&n=1"}
    exchange = Exchange(Request("GET", "/x"), Response(302, headers, b""), "", "")
    told = scrub(Tape(None, (exchange,)), KEY).tape.exchanges[0].response.headers

    assert told["set-cookie"] == "[secret]"
    assert told["location"].startswith("https://pg.example/r?buyer_name=anon-")
    assert told["location"].endswith("&n=1")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phoneNumber", "010-1234-5678"),
        ("phoneNumber", "+82 10-1234-5678"),
        ("phoneNumber", "02 123 4567"),
        ("number", "4111-1111-1111-1111"),
        ("number", "433012******1234"),
        ("accountNumber", "110-123-456789"),
        ("businessRegistrationNumber", "123-45-67890"),
        ("birthdate", "19900101"),
        ("ci", "AbC+/" * 17 + "==="),
        ("email", "hong@corp.kr"),
    ],
)
def test_a_pseudonym_is_written_like_the_original(field, value):
    told = json.loads(scrubbed_body({field: value}))[field]

    assert is_pseudonym(told)
    assert told != value
    assert [each for each in told if each in " -+@"][:2] == [each for each in value if each in " -+@"][:2] or (
        field in {"ci", "email"}
    )


def test_numbers_stay_numbers():
    body = {"phoneNumber": 1012345678, "otp": 123456, "page": {"number": 12345678}, "amount": 1012345678}
    told = json.loads(scrubbed_body(body))

    assert is_pseudonym(str(told.pop("phoneNumber")))
    assert told == {"otp": 0, "page": {"number": 12345678}, "amount": 1012345678}


@pytest.mark.parametrize(
    ("keep", "stays"),
    [
        ([], set()),
        (["name"], {"customer.name", "holder.name"}),
        (["customer.name"], {"customer.name"}),
        (["customer.*"], {"customer.name", "customer.email"}),
        (["*"], {"customer.name", "customer.email", "holder.name"}),
        (["other"], set()),
    ],
)
def test_keep_keeps_exactly(keep, stays):
    body = {"customer": {"name": "홍길동", "email": "hong@corp.kr"}, "holder": {"name": "김영희"}}
    done = scrub(body_of(body), KEY, keep)
    told = json.loads(done.tape.exchanges[0].request.body)

    assert {
        f"{outer}.{inner}" for outer in body for inner in body[outer] if told[outer][inner] == body[outer][inner]
    } == stays
    scan.check(text(told), done.originals)
    assert scan.suspects(done.tape, keep) == ()


def test_keep_goes_by_whole_names():
    body = {"customer": {"buyerName": "홍길동"}, "name": {"email": "hong@corp.kr"}}
    told = json.loads(scrubbed_body(body, ["name", "Name", "customer"]))

    assert is_pseudonym(told["customer"]["buyerName"])
    assert is_pseudonym(told["name"]["email"])


def test_a_secret_of_the_run_goes_wherever_it_stands():
    body = {"memo": f"key={SECRET}!", "customData": json.dumps({"orderName": SECRET})}
    done = scrub(body_of(body), KEY, secrets=["", SECRET])
    told = json.loads(done.tape.exchanges[0].request.body)

    assert told == {"memo": "key=[secret]!", "customData": json.dumps({"orderName": "[secret]"})}


def test_what_is_kept_in_one_place_is_replaced_in_others():
    told = json.loads(scrubbed_body({"customer": {"name": "홍길동"}, "holder": "홍길동"}, ["customer.name"]))

    assert told["customer"]["name"] == "홍길동"
    assert is_pseudonym(told["holder"])
