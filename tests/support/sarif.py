"""SARIF 2.1.0, as much of it as regreen writes: an own, closed JSON Schema after the OASIS standard.

Required members, types, value sets and the rules on regions are the standard's (sections 3.14 to 3.58); what regreen
does not write is not allowed here, although it is there.
"""

from __future__ import annotations

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


def _list(items: Any, least: int = 0, unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least, "uniqueItems": unique}


TEXT = {"type": "string"}
BAG = {"type": "object"}
MESSAGE = _object("text", text=TEXT)
LEVEL = {"enum": ["none", "note", "warning", "error"]}
ARTIFACT = _object(
    "uri", uri={"type": "string", "format": "uri-reference", "pattern": r"^[^\s<>\\^`{|}]*$"}, uriBaseId=TEXT
)
LINE_REGION = _object(
    "startLine",
    startLine={"type": "integer", "minimum": 1},
    startColumn={"type": "integer", "minimum": 1},
    snippet=MESSAGE,
)
CHAR_REGION = _object(
    "charOffset charLength",
    charOffset={"type": "integer", "minimum": 0},
    charLength={"type": "integer", "minimum": 0},
)
LOGICAL = _object("name fullyQualifiedName kind", name=TEXT, fullyQualifiedName=TEXT, kind=TEXT)
LOCATION = _object(
    "",
    id={"type": "integer", "minimum": 0},
    physicalLocation=_object("artifactLocation", artifactLocation=ARTIFACT, region=LINE_REGION),
    logicalLocations=_list(LOGICAL, 1, True),
    message=MESSAGE,
)
REPLACEMENT = _object("deletedRegion insertedContent", deletedRegion=CHAR_REGION, insertedContent=MESSAGE)
FIX = _object(
    "description artifactChanges",
    description=MESSAGE,
    artifactChanges=_list(
        _object(
            "artifactLocation replacements", artifactLocation=ARTIFACT, replacements=_list(REPLACEMENT, 1)
        ),
        1,
        True,
    ),
    properties=BAG,
)
RESULT = _object(
    "ruleId ruleIndex level message locations partialFingerprints properties",
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(LOCATION, 1),
    relatedLocations=_list(LOCATION, 1, True),
    partialFingerprints={"type": "object", "additionalProperties": TEXT, "required": ["regreen/v1"]},
    fixes=_list(FIX, 1, True),
    properties=BAG,
)
RULE = _object(
    "id shortDescription",
    id=TEXT,
    shortDescription=MESSAGE,
    fullDescription=MESSAGE,
    properties=_object("tags", tags=_list(TEXT, 1, True)),
)
DRIVER = _object(
    "name version semanticVersion rules",
    name=TEXT,
    version=TEXT,
    semanticVersion=TEXT,
    rules=_list(RULE, 0, True),
)
NOTIFICATION = _object("message", level=LEVEL, message=MESSAGE, locations=_list(LOCATION, 1, True))
RUN = _object(
    "tool invocations results columnKind",
    tool=_object("driver", driver=DRIVER),
    invocations=_list(
        _object(
            "executionSuccessful",
            executionSuccessful={"const": True},
            toolExecutionNotifications=_list(NOTIFICATION),
        ),
        1,
    ),
    results=_list(RESULT),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
)
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object("version runs", version={"const": "2.1.0"}, runs=_list(RUN, 1), **{"$schema": TEXT}),
}
