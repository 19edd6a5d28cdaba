"""Text in, edits out; edits in, text out. Untouched bytes stay untouched."""
