"""The objects of SARIF 2.1.0 that regreen writes (OASIS standard, section 3); members by their names there."""

from __future__ import annotations

import msgspec


class _Base(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    pass


class Message(_Base, frozen=True):
    """Plain text."""

    text: str


class ArtifactLocation(_Base, frozen=True):
    """A file."""

    uri: str
    uri_base_id: str | None = None


class Region(_Base, frozen=True):
    """A part of a file: by line and column from 1, or by characters from 0."""

    start_line: int | None = None
    start_column: int | None = None
    char_offset: int | None = None
    char_length: int | None = None
    snippet: Message | None = None


class PhysicalLocation(_Base, frozen=True):
    """A part of a file."""

    artifact_location: ArtifactLocation
    region: Region | None = None


class LogicalLocation(_Base, frozen=True):
    """A job or a step."""

    name: str
    fully_qualified_name: str
    kind: str


class Location(_Base, frozen=True):
    """Where something stands."""

    id: int | None = None
    physical_location: PhysicalLocation | None = None
    logical_locations: list[LogicalLocation] | None = None
    message: Message | None = None


class Replacement(_Base, frozen=True):
    """Characters to delete and text to put there."""

    deleted_region: Region
    inserted_content: Message


class ArtifactChange(_Base, frozen=True):
    """All replacements in one file."""

    artifact_location: ArtifactLocation
    replacements: list[Replacement]


class SarifFix(_Base, frozen=True):
    """A patch."""

    description: Message
    artifact_changes: list[ArtifactChange]
    properties: dict[str, str] | None = None


class Result(_Base, frozen=True):
    """A root cause."""

    rule_id: str
    rule_index: int
    level: str
    message: Message
    locations: list[Location]
    partial_fingerprints: dict[str, str]
    properties: dict[str, object]
    related_locations: list[Location] | None = None
    fixes: list[SarifFix] | None = None


class ReportingDescriptor(_Base, frozen=True):
    """A rule."""

    id: str
    short_description: Message
    full_description: Message | None = None
    properties: dict[str, list[str]] | None = None


class Driver(_Base, frozen=True):
    """regreen."""

    name: str
    version: str
    semantic_version: str
    rules: list[ReportingDescriptor]


class Tool(_Base, frozen=True):
    """The tool of a run."""

    driver: Driver


class Notification(_Base, frozen=True):
    """Something about the diagnosis itself."""

    level: str
    message: Message
    locations: list[Location] | None = None


class Invocation(_Base, frozen=True, omit_defaults=False):
    """That regreen itself ran well, and what it could not explain."""

    execution_successful: bool
    tool_execution_notifications: list[Notification]


class Run(_Base, frozen=True):
    """One diagnosis."""

    tool: Tool
    invocations: list[Invocation]
    results: list[Result]
    column_kind: str


class Log(_Base, frozen=True):
    """The whole file."""

    version: str
    schema: str = msgspec.field(name="$schema")
    runs: list[Run]
