"""GitHub workflow and action files: YAML -> nodes with spans -> typed values -> problems.

parse.parse_yaml            any YAML text -> nodes, each with its characters
load.load_workflow          a workflow file -> Workflow (jobs, steps, events, ...)
actions.load_action         an action.yml -> Action; actions.parse_uses takes a `uses:` apart
matrix.expand               a job -> its legs, named as GitHub names them
needs.needs_graph           jobs -> who waits for whom, missing needs, cycles
expr                        the expression language
templates.node_value        a node with `${{ }}` in it -> its value
validate.validate_workflow  a Workflow -> what GitHub refuses, and what cannot be meant
locate.span_in              a part of a scalar's text -> its characters in the file
"""
