from __future__ import annotations

from regreen.model.text import Source
from regreen.workflow.load import load_workflow
from regreen.workflow.needs import NeedsGraph, needs_graph


def graph(jobs: str) -> NeedsGraph:
    return needs_graph(load_workflow(Source("ci.yml", f"jobs: {jobs}")).jobs)


def test_ancestors_and_order() -> None:
    found = graph("{d: {needs: [B, c]}, a: {}, b: {needs: a}, c: {needs: [a, a]}}")
    assert found.edges == {"d": ("b", "c"), "a": (), "b": ("a",), "c": ("a",)}
    assert found.ancestors("d") == ("a", "b", "c")
    assert found.ancestors("nobody") == ()
    assert found.order()[0] == "a" and found.order()[-1] == "d"


def test_missing_needs_point_at_the_name() -> None:
    text = "jobs: {a: {needs: [b, nope]}, b: {}}"
    found = needs_graph(load_workflow(Source("ci.yml", text)).jobs)
    (missing,) = found.missing
    assert missing.job.id == "a"
    assert text[missing.node.span.start : missing.node.span.end] == "nope"


def test_cycles_come_with_their_path() -> None:
    found = graph("{a: {needs: b}, b: {needs: c}, c: {needs: a}, d: {needs: d}, e: {needs: a}}")
    assert found.cycles == (("a", "b", "c"), ("d",))
    assert found.order() == ()


def test_entangled_cycles_are_all_cut() -> None:
    found = graph("{a: {needs: [b, c]}, b: {needs: [a, c]}, c: {needs: [a, b]}}")
    assert {job for cycle in found.cycles for job in cycle} == {"a", "b", "c"}
    for cycle in found.cycles:
        for job, wanted in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert wanted in found.edges[job]
