"""What the environment of each job of a workflow holds, and what its steps need of it.

model       the values: Installed, Environment, Install, Call, JobRun
arguments   the words of a command -> options and operands
installs    a command -> what it asks an installer for (pip, uv, poetry, pdm, pipenv, ...)
wanted      what an installer was asked for -> distributions, each with the place that declares it
follow      a job's steps in their order -> the calls of programs, each with what was installed by then
"""
