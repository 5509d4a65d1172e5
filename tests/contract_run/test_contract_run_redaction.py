"""No secret gets through, however it is spelled; nothing else is changed."""

import json
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.redaction import PLACEHOLDER, Redactor

SECRETS = st.text(st.characters(codec="utf-8"), min_size=8).filter(lambda text: text not in PLACEHOLDER)


@given(secret=SECRETS, before=st.text(), after=st.text())
def test_secret_is_hidden_in_every_spelling(secret, before, after):
    redact = Redactor()
    redact.hide(secret)
    for spelling in (
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret),
        json.dumps({"x": secret}),
    ):
        text = redact(f"{before}{spelling}{after}")
        assert PLACEHOLDER in text
        assert secret not in text.replace(PLACEHOLDER, "")


@given(
    value=st.text(st.characters(codec="utf-8")), field=st.sampled_from(["apiSecret", "accessToken", "refreshToken"])
)
def test_values_of_secret_fields_are_hidden_unseen(value, field):
    text = json.dumps({"type": "x", field: value, "other": 1})
    assert json.loads(Redactor()(text)) == {"type": "x", field: PLACEHOLDER, "other": 1}


@given(tokens=st.lists(st.from_regex(r"[A-Za-z0-9_.-]{8,40}", fullmatch=True), min_size=2, max_size=2, unique=True))
def test_tokens_that_come_back_are_hidden_wherever_they_stand(tokens):
    redact = Redactor()
    redact.learn(json.dumps({"accessToken": tokens[0], "refreshToken": tokens[1]}).encode())
    text = redact(f"curl -H 'Authorization: Bearer {tokens[0]}' # then {tokens[1]}")
    assert all(token not in text.replace(PLACEHOLDER, "") for token in tokens)


@given(text=st.text())
def test_text_without_secrets_stays_as_it_is(text):
    redact = Redactor()
    redact.hide("a secret that is not there")
    redact.learn(b"\xff no JSON {")
    assert redact(text) == text


def test_what_is_too_short_to_be_a_secret_is_left():
    redact = Redactor()
    redact.hide("a")
    redact.learn(b'{"accessToken": "", "refreshToken": "ab"}')
    assert redact("a cab") == "a cab"


def test_repr_shows_no_secret():
    redact = Redactor()
    redact.hide("hidden-from-view")
    assert "hidden-from-view" not in repr(redact)
