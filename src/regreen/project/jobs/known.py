"""Actions and programs whose effect on a job's environment is known.

Sources: each action's own action.yml and README; the documentation of the programs.
"""

from __future__ import annotations

HARMLESS_OWNERS = frozenset(
    str.split(
        """
        actions actions-rs aws-actions azure codecov coverallsapp docker dorny github google-github-actions
        aquasecurity gitleaks trufflesecurity snyk step-security slackapi softprops peter-evans peaceiris
        codacy enricomi mikepenz marocchino tj-actions dawidd6 re-actors ossf sigstore hynek pypa release-
        drafter peter-murray amannn 8398a rtcamp appleboy webfactory helaili jamesives stefanzweifel ad-m
        geekyeggo dtolnay swatinem ruby oven-sh pnpm denoland gradle hashicorp supercharge ankane zizmorcore
        jlumbroso easimon insightsengineering sonarsource sonarcloud anchore bridgecrewio returntocorp
        semgrep lycheeverse crate-ci editorconfig-checker reviewdog super-linter raven-actions devmasx
        pascalgn dependabot fastify ahmadnassri styfle nick-fields crazy-max fountainhead ilammy codspeedhq
        browser-actions cypress-io andresz1 treosh lewagon jakejarvis juliangruber hmarr irongut py-cov-
        action orgoro schneegans thollander mshick actions-ecosystem mathieudutour anothrnick cycjimmy
        haya14busa rhysd vimtor thedoctor0 mxschmitt lhotari mad9000 bufbuild arduino subosito graalvm sbt
        coursier ncipollo svenstaro
        """
    )
)
"""Owners whose actions put nothing into the Python environment that a job's own steps use."""

PROVIDERS = {
    "astral-sh/setup-uv": ("uv",),
    "yezz123/setup-uv": ("uv",),
    "snok/install-poetry": ("poetry",),
    "abatilo/actions-poetry": ("poetry",),
    "gr1n/setup-poetry": ("poetry",),
    "packetcoders/action-setup-cache-python-poetry": ("poetry",),
    "pdm-project/setup-pdm": ("pdm",),
    "wntrblm/nox": ("nox",),
    "extractions/setup-just": ("just",),
    "pre-commit/action": ("pre-commit",),
    "pypa/hatch": ("hatch",),
    "install-pinned/uv": ("uv",),
    "arduino/setup-task": ("task",),
    "jakebailey/pyright-action": (),
    "astral-sh/ruff-action": ("ruff",),
    "chartboost/ruff-action": (),
    "psf/black": (),
    "isort/isort-action": (),
    "py-actions/flake8": (),
}
"""Actions that bring programs and touch nothing else."""

RUNNERS = frozenset(
    str.split(
        """
        just task invoke inv doit rake bazel bazelisk pants nix nix-shell devbox mise asdf rye pixi earthly
        dagger conda mamba micromamba scons meson cmake ninja ant mvn gradle pyenv spack module eval
        """
    )
)
"""Programs that may install anything: what a job's environment holds afterwards is not known."""

PREFIXES = frozenset(
    str.split(
        """
        sudo time nohup exec command nice stdbuf env retry unbuffer catchsegv ionice
        """
    )
)
"""Programs that run the rest of their words."""

HOSTED_PROGRAMS = frozenset({"pipx", "yamllint", "ansible", "ansible-playbook", "aws", "az", "gh", "docker"})
"""Python programs and the like that GitHub's own images have."""

INSTALL_SCRIPTS = {
    "astral.sh/uv": "uv",
    "uv/install": "uv",
    "install.python-poetry.org": "poetry",
    "get-poetry": "poetry",
    "pdm-project.org": "pdm",
    "pdm.fming.dev": "pdm",
    "get-pip": "pip",
    "rustup": "cargo",
    "codecov": "codecov",
    "astral.sh/ruff": "ruff",
    "get.helm.sh": "helm",
    "deb.nodesource.com": "node",
    "ollama": "ollama",
    "foundry.paradigm.xyz": "forge",
    "just.systems": "just",
    "taskfile.dev": "task",
    "hatch": "hatch",
}
"""What the scripts install that are piped into a shell, by a part of their address."""

SILENT = frozenset(
    str.split(
        """
        [ [[ test set echo printf exit return true false : shift read trap ls cat mkdir rm cp mv touch grep
        sed awk head tail sort uniq wc tr cut tee find xargs date sleep git curl wget chmod chown df du free
        uname which type command hash id ps kill diff tar unzip zip gzip jq basename dirname realpath wait
        local readonly unset break continue gh done fi
        """
    )
)
"""Programs that every machine has and that nobody needs to look at."""
