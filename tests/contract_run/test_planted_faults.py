"""The run finds every fault that is planted, names the check, the operation and the place, and nothing else."""

import pytest

ALL = ("createNote", "getNote", "deleteNote")

FAULTS = [
    ("wrong status", ("createNote",), "status_code_conformance", "Received: 201"),
    (
        "incomplete",
        ("getNote",),
        "response_schema_conformance",
        "$.title: received nothing, expected string (required)",
    ),
    ("unknown kind", ("getNote",), "response_schema_conformance", '$.kind: unknown enum value "POSTCARD"'),
    ("wrong content type", ("getNote",), "content_type_conformance", "Received: text/html"),
    ("accepts anything", ("createNote",), "negative_data_rejection", "in body - title: Incorrect type"),
    ("refuses letters", ("createNote",), "positive_data_acceptance", "Valid data should have been accepted"),
    ("an error at the limit", ("createNote",), "not_a_server_error", ""),
    ("no authentication", ("createNote",), "ignored_auth", "Expected 401 or 403, got `200 OK`"),
    ("any method", ("getNote",), "unsupported_method", "expected 405 Method Not Allowed"),
    ("wrong Allow", ("getNote",), "allow_header_conformance", "`Allow: PATCH` does not match the schema"),
    ("deletes nothing", ALL, "use_after_free", "DELETE /notes/"),
    ("forgets", ALL, "ensure_resource_availability", "The API returned `404 Not Found`"),
    ("a crash", ("createNote",), "error", "ZeroDivisionError"),
]


@pytest.mark.parametrize(("fault", "operations", "check", "text"), FAULTS, ids=[each[0] for each in FAULTS])
def test_fault_is_found_and_named(notes, serve, examine, fault, operations, check, text):
    outcome = examine(notes, lambda: serve(fault), *operations, profile="default")
    found = [each for each in outcome.findings if each.check == check]
    assert found, outcome.findings
    assert any(text in line for each in found for line in each.details) or not text
    if check != "error":
        assert {each.operation for each in found} <= set(operations)
        assert all(each.requests and each.requests[-1].startswith("curl ") for each in found)


def test_faithful_server_has_no_findings(notes, serve, examine):
    for operations in [*((each,) for each in ALL), ALL]:
        outcome = examine(notes, serve, *operations, profile="default")
        assert outcome.findings == ()
        assert outcome.cases > 0
        assert outcome.checks > outcome.cases


def test_every_fault_is_told_not_only_the_first(notes, serve, examine):
    outcome = examine(notes, lambda: serve("accepts anything"), "createNote")
    places = {line for each in outcome.findings for line in each.details if "Invalid component" in line}
    assert {
        "Invalid component: in body - title: Incorrect type",
        "Invalid component: in body - pages: Incorrect type",
    } <= places
