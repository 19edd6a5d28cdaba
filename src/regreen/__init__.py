"""regreen: root causes of a red CI run, with evidence, and the patch that turns it green."""

__version__ = "0.1.0"
