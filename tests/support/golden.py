"""Golden files: text that a person has looked at. `REGREEN_GOLDEN=write pytest` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"


def check(name: str, text: str) -> None:
    """The text equals the golden file of that name."""
    path = FOLDER / name
    if os.environ.get("REGREEN_GOLDEN") == "write":
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8"), f"tests/golden/{name} differs; REGREEN_GOLDEN=write shows how"
