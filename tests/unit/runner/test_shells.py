from __future__ import annotations

import pytest

from regreen.runner.shells import ShellError, find_shell

PATH = "/usr/bin:/bin"


@pytest.mark.parametrize(
    ("wanted", "arguments"),
    [
        ("", "-e {0}"),
        ("bash", "--noprofile --norc -e -o pipefail {0}"),
        ("sh", "-e {0}"),
        ("bash -x {0}", "-x {0}"),
        ("perl {0} --more", "{0} --more"),
    ],
)
def test_the_table(wanted: str, arguments: str) -> None:
    assert find_shell(wanted, PATH).arguments == arguments


def test_words_of_a_template() -> None:
    shell = find_shell("bash -c 'source {0}'", PATH)
    assert shell.command("/tmp/a b")[1:] == ["-c", "source /tmp/a b"]


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("nonsense", "Invalid shell option"),
        ("bash -x", "containing '{0}'"),
        ("nothere {0}", "nothere: command not found"),
    ],
)
def test_refusals(wanted: str, message: str) -> None:
    with pytest.raises(ShellError, match=message.replace("{", r"\{")):
        find_shell(wanted, PATH)
