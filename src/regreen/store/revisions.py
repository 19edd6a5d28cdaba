"""The shapes that the history has had, the newest last. Known without loading anything."""

from __future__ import annotations

REVISIONS = ("0001",)
HEAD = REVISIONS[-1]
VERSIONS = "regreen_version"
"""Table that holds the shape's name."""
APPLICATION_ID = 0x52474E48
"""What SQLite files of ours carry in their header (`PRAGMA application_id`)."""
