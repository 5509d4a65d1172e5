"""What SARIF 2.1.0 says of the objects that are used: their properties, and which are required."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs


def closed(required, **properties):
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def items(of, **more):
    return {"type": "array", "items": of, "uniqueItems": True, **more}


TEXT = {"type": "string"}
BAG = {"type": "object"}
MESSAGE = closed(["text"], text=TEXT, markdown=TEXT, id=TEXT, arguments=items(TEXT), properties=BAG)
MULTIFORMAT = closed(["text"], text=TEXT, markdown=TEXT, properties=BAG)
ARTIFACT = closed(
    [],
    uri={"type": "string", "pattern": r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$"},
    uriBaseId=TEXT,
    index={"type": "integer", "minimum": -1},
    description=MESSAGE,
    properties=BAG,
)
REGION = closed(["startLine"], startLine={"type": "integer", "minimum": 1})
LOCATION = closed(
    [],
    id={"type": "integer", "minimum": -1},
    physicalLocation=closed(["artifactLocation"], artifactLocation=ARTIFACT, region=REGION, properties=BAG),
    logicalLocations=items(closed([], name=TEXT, fullyQualifiedName=TEXT, kind=TEXT, properties=BAG)),
    message=MESSAGE,
    properties=BAG,
)
SUPPRESSION = closed(
    ["kind"],
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification=TEXT,
    guid=TEXT,
    location=LOCATION,
    properties=BAG,
)
RESULT = closed(
    ["message"],
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    kind={"enum": ["pass", "fail", "open", "review", "informational", "notApplicable"]},
    level={"enum": ["none", "note", "warning", "error"]},
    message=MESSAGE,
    locations=items(LOCATION),
    relatedLocations=items(LOCATION),
    partialFingerprints={"type": "object", "additionalProperties": TEXT},
    suppressions=items(SUPPRESSION),
    properties=BAG,
)
RULE = closed(
    ["id"],
    id=TEXT,
    name=TEXT,
    shortDescription=MULTIFORMAT,
    fullDescription=MULTIFORMAT,
    help=MULTIFORMAT,
    properties=BAG,
)
DRIVER = closed(["name"], name=TEXT, version=TEXT, semanticVersion=TEXT, informationUri=TEXT, rules=items(RULE))
RUN = closed(
    ["tool"],
    tool=closed(["driver"], driver=DRIVER),
    invocations=items(closed(["executionSuccessful"], executionSuccessful={"type": "boolean"})),
    originalUriBaseIds={"type": "object", "additionalProperties": ARTIFACT},
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=items(RESULT),
    properties=BAG,
)
LOG = closed(
    ["version", "runs"],
    **{"$schema": TEXT, "version": {"const": "2.1.0"}, "runs": items(RUN, minItems=1, maxItems=1)},
)


def run(text: str) -> dict[str, Any]:
    """The only run of a log, which is valid."""
    log = json.loads(text)
    jsonschema_rs.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **LOG}, log)
    (only,) = log["runs"]
    return only


def shown(text):
    """A message as a viewer shows it: placeholders are none, braces are single again, links are links."""
    singles = text.replace("{{", "").replace("}}", "")
    assert not set(singles) & set("{}"), "a placeholder"
    assert not re.search(r"(?<!\\)\]\(", text), "a link"
    return text.replace("{{", "{").replace("}}", "}").replace("\\](", "](")
