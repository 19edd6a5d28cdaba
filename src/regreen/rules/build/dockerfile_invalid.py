"""A Dockerfile, a tag or a stage's name is not valid.

## Why
An instruction is misspelt, a stage was renamed, or a tag holds upper-case letters (`${{ github.repository }}`
keeps those of the owner) or is empty.

## Fix
Correct what is named; turn names into lower case before they are used as tags (docker/metadata-action does).
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="dockerfile-invalid",
    category=Category.BUILD_COMPILE,
    title="The image build cannot begin: {text}",
    log=refused("dockerfile-invalid"),
    key=("subject", "text"),
    explains=("step-error", "image-build-step-failed"),
    fixers=(Fixer("Correct the instruction, the stage or the tag that is named", Safety.ADVICE),),
)
