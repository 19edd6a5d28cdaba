"""Shell scripts of `run:` steps, read and never executed: text -> words -> simple commands.

words.tokens        a script -> words, operators, redirections with their characters
commands.commands   a script -> its simple commands, with what stands around each

Source: POSIX.1-2024, "Shell Command Language"; the bash manual where bash differs. A GitHub expression
(`${{ }}`), which GitHub fills in before the shell sees the script, is an expansion like any other.
"""
