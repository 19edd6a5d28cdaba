"""Text in, edits out; edits in, text out."""
