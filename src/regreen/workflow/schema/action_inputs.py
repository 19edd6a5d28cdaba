"""The inputs of actions in wide use, by major version.

Source: `inputs` in each action's own `action.yml`, at the newest tags of every major version. As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

_INPUTS: Mapping[str, tuple[int, str]] = {
    "actions/cache": (
        5,
        "enableCrossOsArchive@3 fail-on-cache-miss@3 key lookup-only@3 path restore-keys "
        "save-always@4 upload-chunk-size@2",
    ),
    "actions/cache/restore": (5, "enableCrossOsArchive fail-on-cache-miss key lookup-only path restore-keys"),
    "actions/cache/save": (5, "enableCrossOsArchive key path upload-chunk-size"),
    "actions/checkout": (
        7,
        "allow-unsafe-pr-checkout@2 clean fetch-depth fetch-tags@3 filter@4 github-server-url@3 lfs "
        "path persist-credentials@2 ref repository set-safe-directory@2 show-progress@4 "
        "sparse-checkout@3 sparse-checkout-cone-mode@3 ssh-key@2 ssh-known-hosts@2 ssh-strict@2 "
        "ssh-user@4 submodules token",
    ),
    "actions/create-github-app-token": (
        3,
        "app-id app_id@1-1 client-id@3 github-api-url owner permission-actions "
        "permission-administration permission-artifact-metadata@3 permission-attestations@3 "
        "permission-checks permission-codespaces permission-contents "
        "permission-custom-properties-for-organizations@2 permission-dependabot-secrets "
        "permission-deployments permission-discussions@3 permission-email-addresses "
        "permission-enterprise-custom-properties-for-organizations@2 permission-environments "
        "permission-followers permission-git-ssh-keys permission-gpg-keys "
        "permission-interaction-limits permission-issues permission-members permission-merge-queues@3 "
        "permission-metadata permission-organization-administration "
        "permission-organization-announcement-banners permission-organization-copilot-seat-management "
        "permission-organization-custom-org-roles permission-organization-custom-properties "
        "permission-organization-custom-roles permission-organization-events "
        "permission-organization-hooks permission-organization-packages "
        "permission-organization-personal-access-token-requests "
        "permission-organization-personal-access-tokens permission-organization-plan "
        "permission-organization-projects permission-organization-secrets "
        "permission-organization-self-hosted-runners permission-organization-user-blocking "
        "permission-packages permission-pages permission-profile permission-pull-requests "
        "permission-repository-custom-properties permission-repository-hooks "
        "permission-repository-projects permission-secret-scanning-alerts permission-secrets "
        "permission-security-events permission-single-file permission-starring permission-statuses "
        "permission-team-discussions permission-vulnerability-alerts permission-workflows private-key "
        "private_key@1-1 repositories skip-token-revoke skip_token_revoke@1-1",
    ),
    "actions/deploy-pages": (
        5,
        "artifact_name conclusion@1-2 emit_telemetry@1-2 error_count preview reporting_interval "
        "timeout token",
    ),
    "actions/download-artifact": (
        8,
        "artifact-ids@4 digest-mismatch@8 github-token@4 merge-multiple@4 name path pattern@4 "
        "repository@4 run-id@4 skip-decompress@8",
    ),
    "actions/github-script": (
        8,
        "base-url@7 debug github-token previews result-encoding retries@6 retry-exempt-status-codes@6 "
        "script user-agent",
    ),
    "actions/setup-go": (
        7,
        "architecture@3 cache@3 cache-dependency-path@3 check-latest@2 go-download-base-url@6 "
        "go-version go-version-file@3 stable@2-2 token@2 version@1-1",
    ),
    "actions/setup-java": (
        5,
        "architecture cache@2 cache-dependency-path@4 check-latest@2 distribution@2 gpg-passphrase "
        "gpg-private-key java-package java-version java-version-file@3 jdk-file@5 jdkFile "
        "job-status@2 mvn-toolchain-id@3 mvn-toolchain-vendor@3 overwrite-settings@2 server-id "
        "server-password server-username set-default@5 settings-path show-download-progress@5 token@3 "
        "verify-signature@5 verify-signature-public-key@5 version@1-1",
    ),
    "actions/setup-node": (
        7,
        "always-auth@1-6 architecture@2 cache@2 cache-dependency-path@2 check-latest@2 mirror@4 "
        "mirror-token@4 node-version node-version-file@2 package-manager-cache@5 registry-url scope "
        "token@2 version@1-2",
    ),
    "actions/setup-python": (
        7,
        "allow-prereleases@4 architecture cache@2 cache-dependency-path@2 check-latest@4 "
        "freethreaded@5 pip-install@6-6 pip-version@6 python-version python-version-file@4 token@2 "
        "update-environment@4 version@1-1",
    ),
    "actions/stale": (
        10,
        "any-of-issue-labels@3 any-of-labels@3 any-of-pr-labels@3 ascending@3 close-issue-label@3 "
        "close-issue-message@3 close-issue-reason@5 close-pr-label@3 close-pr-message@3 "
        "days-before-close days-before-issue-close@3 days-before-issue-stale@3 days-before-pr-close@3 "
        "days-before-pr-stale@3 days-before-stale debug-only@2 delete-branch@3 enable-statistics@3 "
        "exempt-all-assignees@3 exempt-all-issue-assignees@3 exempt-all-issue-milestones@3 "
        "exempt-all-milestones@3 exempt-all-pr-assignees@3 exempt-all-pr-milestones@3 "
        "exempt-assignees@3 exempt-draft-pr@4 exempt-issue-assignees@3 exempt-issue-label@1-1 "
        "exempt-issue-labels@2 exempt-issue-milestones@3 exempt-milestones@3 exempt-pr-assignees@3 "
        "exempt-pr-label@1-1 exempt-pr-labels@2 exempt-pr-milestones@3 ignore-issue-updates@4 "
        "ignore-pr-updates@4 ignore-updates@4 include-only-assigned@5 labels-to-add-when-unstale@4 "
        "labels-to-remove-when-stale@8 labels-to-remove-when-unstale@4 only-issue-labels@3 "
        "only-issue-types@10 only-labels@2 only-pr-labels@3 operations-per-run "
        "remove-issue-stale-when-updated@3 remove-pr-stale-when-updated@3 remove-stale-when-updated@3 "
        "repo-token skip-stale-issue-message@3-3 skip-stale-pr-message@3-3 sort-by@10 "
        "stale-issue-label stale-issue-message stale-pr-label stale-pr-message start-date@3",
    ),
    "actions/upload-artifact": (
        7,
        "archive@7 compression-level@4 if-no-files-found@2 include-hidden-files@3 name overwrite@4 "
        "path retention-days@2",
    ),
    "actions/upload-pages-artifact": (5, "include-hidden-files@5 name@1 path retention-days"),
    "astral-sh/setup-uv": (
        10,
        "activate-environment@6 add-problem-matchers@6 cache-dependency-glob cache-local-path "
        "cache-python@7 cache-suffix checksum download-from-astral-mirror@8 enable-cache github-token "
        "ignore-empty-workdir@5 ignore-nothing-to-cache@4 manifest-file@6 no-project@8 prune-cache@3 "
        "pyproject-file@5-5 python-version@4 quiet@8 resolution-strategy@7 restore-cache@6 "
        "save-cache@6 server-url@6-6 tool-bin-dir@3 tool-dir@3 uv-file@5-5 venv-path@7 version "
        "version-file@6 working-directory@6",
    ),
    "aws-actions/configure-aws-credentials": (
        6,
        "action-timeout-s@5 allowed-account-ids@5 audience aws-access-key-id aws-profile@6 aws-region "
        "aws-secret-access-key aws-session-token custom-tags@6 disable-retry@3 force-skip-oidc@5 "
        "http-proxy@2 inline-session-policy@2 managed-session-policies@2 mask-aws-account-id "
        "no-proxy@5 output-credentials@3 output-env-credentials@4 overwrite-aws-profile@6 "
        "retry-max-attempts@3 role-chaining@2 role-duration-seconds role-external-id "
        "role-session-name role-skip-session-tagging role-to-assume special-characters-workaround@3 "
        "sts-endpoint@6 transitive-tag-keys@6 unset-current-credentials@3 use-existing-credentials@4 "
        "web-identity-token-file",
    ),
    "codecov/codecov-action": (
        5,
        "aws_curl_args@1-1 base_sha@5 binary@5 codecov_curl_args@1-1 codecov_yml_path@4 "
        "commit_parent@1 directory@1 disable_file_fixes@4 disable_safe_directory@4 disable_search@4 "
        "disable_telem@5 dry_run@2 env_vars@1 exclude@4 fail_ci_if_error@1 file@0-4 files@1 flags "
        "force@5 full_report@3-3 functionalities@1-3 gcov@3-3 gcov_args@1 gcov_executable@1 "
        "gcov_ignore@3 gcov_include@3 gcov_path_exclude@1-1 gcov_path_include@1-1 gcov_prefix@1-1 "
        "gcov_root_dir@1-1 git_service@4 handle_no_reports_found@4 job_code@4 "
        "move_coverage_to_trash@1-3 name network_filter@1 network_prefix@3 os@2 override_branch@1 "
        "override_build@1 override_build_url@4 override_commit@1 override_pr@1 override_tag@1-3 "
        "path_to_write_report@1-1 plugin@4-4 plugins@4 recurse_submodules@5 report_code@4 "
        "report_type@5 root_dir@1 run_command@5 skip_validation@5 slug@2 swift@3-3 swift_project@3 "
        "token upstream_proxy@3-3 url@2 use_legacy_upload_endpoint@4 use_oidc@4 use_pypi@5 verbose@1 "
        "version@2 working-directory@1 xcode@3-3 xcode_archive_path@3-3 xcode_derived_data@1-1 "
        "xcode_package@1-1 xtra_args@3-3",
    ),
    "docker/build-push-action": (
        7,
        "add-hosts@2 add_git_labels@1-1 allow@2 always_pull@1-1 annotations@5 attests@3 build-args@2 "
        "build-contexts@2 build_args@1-1 builder@2 cache-from@2 cache-to@2 cache_froms@1-1 call@6 "
        "cgroup-parent@2 context@2 dockerfile@1-1 file@2 github-token@2 labels load@2 network@2 "
        "no-cache@2 no-cache-filters@3 outputs@2 password@1-1 path@1-1 platforms@2 provenance@3 "
        "pull@2 push registry@1-1 repository@1-1 sbom@3 secret-envs@5 secret-files@2 secrets@2 "
        "shm-size@2 ssh@2 tag_with_ref@1-1 tag_with_sha@1-1 tags target ulimit@2 username@1-1",
    ),
    "docker/login-action": (4, "ecr logout password registry registry-auth@3 scope@3 username"),
    "docker/metadata-action": (
        6,
        "annotations@5 bake-target@2 context@4 flavor@2 github-token images label-custom@1-1 labels@2 "
        "sep-annotations@5 sep-labels sep-tags tag-custom@1-1 tag-custom-only@1-1 tag-edge@1-1 "
        "tag-edge-branch@1-1 tag-latest@1-1 tag-match@1-1 tag-match-group@1-1 tag-match-latest@1-1 "
        "tag-schedule@1-1 tag-semver@1-1 tag-sha@1-1 tags@2",
    ),
    "docker/setup-buildx-action": (
        4,
        "append@2 buildkitd-config@3 buildkitd-config-inline@3 buildkitd-flags cache-binary@3 "
        "cleanup@2 config@1-3 config-inline@1-3 driver driver-opts endpoint github_token@2-2 "
        "install@1-3 keep-state@3 name@3 platforms@2 use version",
    ),
    "docker/setup-qemu-action": (4, "cache-image@3 image platforms reset@4"),
    "github/codeql-action/analyze": (
        4,
        "add-snippets category check_name checkout_path cleanup-level expect-error matrix output "
        "post-processed-sarif-path@3 ram ref sha skip-queries threads token upload upload-database "
        "wait-for-processing",
    ),
    "github/codeql-action/autobuild": (4, "matrix token working-directory"),
    "github/codeql-action/init": (
        4,
        "analysis-kinds@3 build-mode@2 check-run-id@3 config@2 config-file db-location debug "
        "debug-artifact-name debug-database-name dependency-caching@2 external-repository-token "
        "languages matrix packs quality-queries@3 queries ram registries setup-python-dependencies "
        "source-root threads token tools trap-caching",
    ),
    "github/codeql-action/upload-sarif": (
        4,
        "category checkout_path matrix ref sarif_file sha token wait-for-processing",
    ),
    "google-github-actions/auth": (
        3,
        "access_token_lifetime access_token_scopes access_token_subject audience backoff@0-2 "
        "backoff_limit@0-2 cleanup_credentials create_credentials_file credentials_json delegates "
        "export_environment_variables id_token_audience id_token_include_email project_id "
        "request_reason@2 retries@0-2 service_account token_format universe@2 "
        "workload_identity_provider",
    ),
    "peaceiris/actions-gh-pages": (
        4,
        "allow_empty_commit@3 cname@3 commitMessage@2-2 commit_message@3 deploy_key@3 "
        "destination_dir@3 disable_nojekyll@3 emptyCommits@2-2 enable_jekyll@3 exclude_assets@3 "
        "external_repository@3 forceOrphan@2-2 force_orphan@3 full_commit_message@3 github_token@3 "
        "keepFiles@2-2 keep_files@3 personal_token@3 publish_branch@3 publish_dir@3 tagMessage@2-2 "
        "tagName@2-2 tagOverwrite@2-2 tag_message@3 tag_name@3 user_email@3 user_name@3 useremail@2-2 "
        "username@2-2",
    ),
    "peter-evans/create-pull-request": (
        8,
        "add-paths@3 assignees author@2 author-email@1-1 author-name@1-1 base body body-path@5 branch "
        "branch-suffix branch-token@7 commit-message committer@2 committer-email@1-1 "
        "committer-name@1-1 delete-branch@3 draft@2 git-token@6-6 gpg-sign@3-3 labels "
        "maintainer-can-modify@7 milestone path@2 project@1-2 project-column@1-2 push-to-fork@3 "
        "request-to-parent@2-2 reviewers sign-commits@7 signoff@3 team-reviewers title token",
    ),
    "pnpm/action-setup": (
        4,
        "bin_dest@1-1 dest package_json_file@2 registry@1-1 run_install standalone@2 version",
    ),
    "pre-commit/action": (3, "extra_args token@1-2"),
    "pypa/gh-action-pypi-publish": (
        1,
        "attestations packages-dir packages_dir password print-hash print_hash repository-url repository_url "
        "skip-existing skip_existing user verbose verify-metadata verify_metadata",
    ),
    "sigstore/gh-action-sigstore-python": (
        3,
        "bundle@1-2 bundle-only@1-1 certificate@0-2 ctfe@0-2 fulcio-url@0-2 identity-token inputs "
        "internal-be-careful-debug no-default-files@0-0 oidc-client-id oidc-client-secret "
        "oidc-issuer@0-0 overwrite@0-0 rekor-root-pubkey@0-2 rekor-url@0-2 rekor-version@3 "
        "release-signing-artifacts signature@0-2 staging upload-signing-artifacts verify "
        "verify-cert-email@0-0 verify-cert-identity verify-oidc-issuer",
    ),
    "snok/install-poetry": (
        1,
        "installation-arguments@1 installer-parallel@1 plugins@1 version virtualenvs-create "
        "virtualenvs-in-project virtualenvs-path",
    ),
    "softprops/action-gh-release": (
        3,
        "append_body body body_path discussion_category_name draft fail_on_unmatched_files files "
        "generate_release_notes make_latest@2 name overwrite_files@2 prerelease preserve_order@2 "
        "previous_tag@2 repository tag_name target_commitish token working_directory@2",
    ),
}
"""The newest major version, and the inputs: `name` exists in all, `name@3` since 3, `name@1-2` from 1 to 2."""

REQUIRED: Mapping[str, tuple[str, ...]] = {
    "actions/cache": ("path", "key"),
    "actions/cache/restore": ("path", "key"),
    "actions/cache/save": ("path", "key"),
    "actions/github-script": ("script",),
    "actions/upload-artifact": ("path",),
}
"""Inputs without which the action fails."""


class KnownInput(Struct, frozen=True):
    """An input with the first and the last major version that have it."""

    name: str
    first: int
    last: int


@cache
def inputs_of(action: str, major: int) -> tuple[KnownInput, ...]:
    """The inputs of an action that is known in this major version; 0 stands for a version nobody knows."""
    newest, text = _INPUTS.get(action.lower(), (0, ""))
    return tuple(_read(token, newest) for token in text.split()) if major <= newest else ()


@cache
def known_actions() -> frozenset[str]:
    """The actions (`owner/name`, lower case) whose inputs are known."""
    return frozenset("/".join(action.split("/")[:2]) for action in _INPUTS)


def _read(token: str, newest: int) -> KnownInput:
    name, at, versions = token.partition("@")
    first, dash, last = versions.partition("-")
    return KnownInput(name, int(first) if at else 0, int(last) if dash else newest)
