"""Jobs of a GitHub workflow on this machine, without Docker. What a job says is executed: that is the point.

plan        which jobs an event starts, in which order
execute     a workflow: jobs after what they need, legs of a matrix, reusable workflows
job         one leg: set-up, steps, post-steps, clean-up
steps       one step: environment, condition, time limit, what its end means
scripts     `run:`; composite, node and actions/ are the kinds of `uses:`
workspace   the folders of a job; checkout the clean clone it works on; env what it inherits
process     one program: output line by line, time limits, the ladder of signals
joblog      the log, written as GitHub's runner writes it
services    servers that a job declares
watch       what a silent process is doing
watchdog    ends everything when this process dies
"""
