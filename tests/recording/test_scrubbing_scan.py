"""The last look refuses what is known, however it is spelled, and never says what it was."""

import base64
import html
import json
import re
import unicodedata
from urllib.parse import quote, quote_plus

import pytest
import yaml

from pytest_portone.recording.errors import SecretError
from pytest_portone.recording.scrubbing.pseudonyms import Original
from pytest_portone.recording.scrubbing.scan import check

NAME = '홍길동 & Söhne/"x"'
SPELLINGS = {
    "as it is": NAME,
    "in JSON": json.dumps(NAME, ensure_ascii=False),
    "in ASCII JSON": json.dumps(NAME),
    "in JSON in JSON": json.dumps(json.dumps(NAME)),
    "percent-encoded": quote(NAME, safe=""),
    "in a path": quote(NAME),
    "percent-encoded twice": quote(quote(NAME, safe=""), safe=""),
    "composed otherwise": unicodedata.normalize("NFD", NAME),
    "in JSON with capitals": re.sub(r"u[0-9a-f]{4}", lambda match: "u" + match[0][1:].upper(), json.dumps(NAME)),
    "in HTML": html.escape(NAME),
    "in a form": quote_plus(NAME),
    "percent-encoded in lower case": re.sub("%..", lambda match: match[0].lower(), quote(NAME, safe="")),
    "in base64 for URLs": base64.urlsafe_b64encode(f"{NAME} ???".encode()).decode(),
    "in base64": base64.b64encode(NAME.encode()).decode(),
    "in the midst of base64": base64.b64encode(f"to: {NAME}, sincerely".encode()).decode(),
    "in YAML": yaml.safe_dump({"body": NAME}),
    "folded in YAML": yaml.safe_dump({"body": f"{'word ' * 14}{NAME} {'word ' * 30}"}, allow_unicode=True),
    "binary in YAML": yaml.safe_dump({"body": f"xx {NAME}".encode()}),
    "folded binary in YAML": yaml.safe_dump({"body": f"{'x' * 48}{NAME}{'x' * 48}".encode()}),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_known_value_is_found_in_every_spelling(spelling):
    text = f"version: 1\nhead: |\n  x\n{SPELLINGS[spelling]}"

    with pytest.raises(SecretError) as told:
        check(text if "YAML" not in spelling else SPELLINGS[spelling], [Original("text", NAME)])

    assert "a name, an address or an identifier" in str(told.value)
    assert "line " in str(told.value)
    assert "portone_keep" in str(told.value)
    assert "홍" not in str(told.value)


def test_a_name_that_was_decomposed_is_found_composed():
    with pytest.raises(SecretError):
        check(f"a: {NAME}", [Original("text", unicodedata.normalize("NFD", NAME))])


def test_the_line_is_that_of_the_value():
    with pytest.raises(SecretError, match="  line 3: a secret\n"):
        check("a: 1\nb: 2\nc: whsecret9\n", [], ["whsecret9"])


def test_a_text_without_known_values_passes():
    check("version: 1\n", [Original("text", "홍길동")], ["whsecret9"])


def test_words_of_every_cassette_are_no_leak():
    check("interactions: []\nversion: 1\n", [Original("text", "interactions")])


def test_an_original_does_not_show_its_value():
    assert "홍길동" not in repr(Original("text", "홍길동"))


def test_what_is_no_yaml_is_searched_as_text():
    with pytest.raises(SecretError, match="line 2"):
        check("{[\n홍길동", [Original("text", "홍길동")])
