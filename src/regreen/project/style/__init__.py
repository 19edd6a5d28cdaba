"""What formatters and linters refuse for certain, by their documented style; no tool is run.

`mask` reads a file once, the checks look at what it left, `scope` says which files a call of a tool covers.
"""
