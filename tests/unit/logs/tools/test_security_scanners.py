from __future__ import annotations

from support.said import said


def test_bandit() -> None:
    log = """\
Test results:
>> Issue: [B602:subprocess_popen_with_shell_equals_true] subprocess call with shell=True
   Severity: High   Confidence: High
   CWE: CWE-78
   Location: ./src/cart.py:10:4
   More Info: https://example.org
>> Issue: [B101:assert_used] Use of assert detected.
   Severity: Low   Confidence: High
   Location: src/api.py:3
"""
    assert said(log) == [
        ("bandit", 2, "./src/cart.py", 10, "B602", "error"),
        ("bandit", 7, "src/api.py", 3, "B101", "error"),
    ]
    assert said("        No issues identified.\n") == [("bandit", 1, 0, True)]


def test_pip_audit() -> None:
    log = """\
Found 2 known vulnerabilities in 1 package
Name   Version ID                  Fix Versions
------ ------- ------------------- ------------
jinja2 2.10    PYSEC-2019-217      2.10.1
jinja2 2.10    GHSA-462w-v97r-4m45 2.10.1
"""
    assert said(log) == [
        ("pip-audit", 1, 2, False),
        ("pip-audit", 4, "jinja2", 0, "PYSEC-2019-217", "error"),
        ("pip-audit", 5, "jinja2", 0, "GHSA-462w-v97r-4m45", "error"),
    ]
    assert said("No known vulnerabilities found\n") == [("pip-audit", 1, 0, True)]


def test_safety() -> None:
    log = """\
-> Vulnerability found in jinja2 version 2.10
   Vulnerability ID: 39525
 Scan was completed. 1 vulnerability was found.
"""
    assert said(log) == [("safety", 1, "jinja2", 0, "", "error"), ("safety", 3, 1, False)]


def test_safety_scan() -> None:
    log = " jinja2==2.10  [1 vulnerability found]\n  -> Vuln ID 39525:\n"
    assert said(log) == [
        ("safety", 1, "jinja2", 0, "", "error"),
        ("safety", 2, "", 0, "39525", "error"),
    ]


def test_npm_audit_speaks_only_below_its_title() -> None:
    assert said("5 vulnerabilities (2 moderate, 3 high)\n") == []
    assert said("# npm audit report\n\nbraces  <3.0.3\n\n1 high severity vulnerability\n") == [
        ("npm audit", 5, 1, False)
    ]


def test_other_scanners() -> None:
    log = """\
Total: 5 (UNKNOWN: 0, LOW: 2, MEDIUM: 3, HIGH: 0, CRITICAL: 0)
Total: 0 (HIGH: 0, CRITICAL: 0)
Findings: 3 (2 blocking)
##[error]Dependency review detected vulnerable packages.
"""
    assert said(log) == [
        ("vulnerability scanner", 1, 5, False),
        ("vulnerability scanner", 2, 0, True),
        ("semgrep", 3, 2, False),
        ("vulnerability scanner", 4, 0, False),
    ]


def test_secret_scanners() -> None:
    log = """\
Finding:     token = "REDACTED"
Secret:      REDACTED
RuleID:      generic-api-key
Entropy:     4.1
File:        src/settings.py
Line:        3
10:00AM WRN leaks found: 1
ERROR: Potential secrets about to be committed to git repo!
Secret Type: Secret Keyword
Location:    src/settings.py:3
10:00AM INF no leaks found
"""
    assert said(log) == [
        ("secret scanner", 3, "src/settings.py", 0, "generic-api-key", "error"),
        ("secret scanner", 7, 1, False),
        ("secret scanner", 8, "", 0, "", "error"),
        ("secret scanner", 9, "src/settings.py", 3, "Secret Keyword", "error"),
        ("secret scanner", 11, 0, True),
    ]


def test_zizmor() -> None:
    log = """\
error[template-injection]: code injection via template expansion
  --> .github/workflows/ci.yml:12:9
   |
5 findings (2 suppressed): 0 informational, 1 low, 0 medium, 2 high
No findings to report. Good job!
"""
    assert said(log) == [
        ("zizmor", 1, ".github/workflows/ci.yml", 12, "template-injection", "error"),
        ("zizmor", 4, 5, False),
        ("zizmor", 5, 0, True),
    ]
