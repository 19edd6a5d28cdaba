from __future__ import annotations

from regreen.model.text import Source
from regreen.workflow.expr import Value
from regreen.workflow.load import load_workflow
from regreen.workflow.matrix import Expansion, combinations, expand


def legs(matrix: str, name: str = "", contexts: dict[str, Value] | None = None) -> Expansion:
    title = f"    name: {name}\n" if name else ""
    text = f"on: push\njobs:\n  test:\n{title}    strategy:\n      matrix: {matrix}\n    steps: []\n"
    return expand(load_workflow(Source("ci.yml", text)).jobs[0], contexts)


def names(matrix: str, name: str = "") -> list[str]:
    return [leg.name for leg in legs(matrix, name).legs]


def test_the_first_vector_varies_slowest() -> None:
    assert names("{os: [linux, mac], py: ['3.12', 3.10]}") == [
        "test (linux, 3.12)",
        "test (linux, 3.1)",
        "test (mac, 3.12)",
        "test (mac, 3.1)",
    ]


def test_exclude_matches_in_part_and_across_types() -> None:
    assert names("{os: [a, b], n: [1, 2], exclude: [{os: a, n: '1'}, {os: B}]}") == ["test (a, 2)"]
    assert names("{os: [a], exclude: [{os: a, other: x}]}") == ["test (a)"]


def test_include_joins_or_adds() -> None:
    matrix = (
        "{size: [s, m], kind: [x, y], include: [{c: red}, {c: blue, kind: x}, {size: s, z: 1}, {size: l}]}"
    )
    assert [dict(leg.values) for leg in legs(matrix).legs] == [
        {"size": "s", "kind": "x", "c": "blue", "z": 1},
        {"size": "s", "kind": "y", "c": "red", "z": 1},
        {"size": "m", "kind": "x", "c": "blue"},
        {"size": "m", "kind": "y", "c": "red"},
        {"size": "l"},
    ]


def test_include_alone_gives_a_leg_each() -> None:
    assert names("{include: [{a: 1, b: 2}, {a: 1}]}") == ["test (1, 2)", "test (1)"]


def test_include_joins_original_combinations_only() -> None:
    assert names("{a: [1], include: [{a: 2}, {a: 2, b: 3}]}") == ["test (1)", "test (2)", "test (2, 3)"]


def test_objects_show_their_leaves() -> None:
    matrix = "{v: [{os: linux, tags: [a, b]}, {os: mac}], exclude: [{v: {os: mac}}]}"
    assert names(matrix) == ["test (linux, a, b)"]


def test_a_name_with_an_expression_stands_alone() -> None:
    assert names("{py: ['3.12']}", "Py ${{ matrix.py }}") == ["Py 3.12"]
    assert names("{py: ['3.12']}", "Tests") == ["Tests (3.12)"]
    assert names("{py: [1]}", "${{ secrets.x }}") == ["${{ secrets.x }}"]


def test_long_names_are_cut() -> None:
    (name,) = names("{a: [" + "x" * 120 + "]}")
    assert len(name) == 100 and name.endswith("...")


def test_a_matrix_of_the_run_is_unknown() -> None:
    for matrix in ("${{ fromJSON(needs.a.outputs.m) }}", "{py: '${{ fromJSON(inputs.py) }}'}", "x", "{a: 1}"):
        found = legs(matrix)
        assert found.legs == () and found.unknown, matrix
    assert "needs" in legs("${{ fromJSON(needs.a.outputs.m) }}").unknown


def test_given_contexts_make_it_known() -> None:
    matrix = "{py: '${{ fromJSON(inputs.py) }}'}"
    found = legs(matrix, contexts={"inputs": {"py": "[3.12, 3.13]"}})
    assert [leg.name for leg in found.legs] == ["test (3.12)", "test (3.13)"]


def test_literal_json_is_known_and_leaves_may_stay_unknown() -> None:
    assert names("{a: \"${{ fromJSON('[1, 2]') }}\"}") == ["test (1)", "test (2)"]
    assert names("{sha: ['${{ github.sha }}']}") == ["test (${{ github.sha }})"]


def test_a_job_without_matrix_has_one_leg() -> None:
    job = load_workflow(Source("a.yml", "jobs: {lint: {name: Lint}, test: {}}")).jobs
    assert [leg.name for j in job for leg in expand(j).legs] == ["Lint", "test"]


def test_an_exploding_matrix_is_not_expanded() -> None:
    rows: dict[str, Value] = {f"v{i}": list(range(20)) for i in range(10)}
    assert "more than" in str(combinations(rows))


def test_expressions_as_keys_and_insertions() -> None:
    extra = "{a: 1, '${{ insert }}': {b: 2}}"
    found = legs(
        f"""{{"${{{{ 'na' }}}}me": [x], list: [1, "${{{{ fromJSON('[2, 3]') }}}}"], include: [{{extra: {extra}}}]}}"""
    ).legs
    assert [(leg.values["name"], leg.values["list"]) for leg in found] == [("x", 1), ("x", 2), ("x", 3)]
    assert found[0].values["extra"] == {"a": 1, "b": 2}
