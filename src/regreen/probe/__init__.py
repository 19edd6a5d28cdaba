"""Questions to real tools in throw-away environments. Nothing of the repository is executed.

budget       how much time the questions may take, each and all together
cache        answers by the hash of their question, in the user's cache folder
process      a tool is run: scrubbed environment, empty folder, killed in time
environment  throw-away environments made of wheels only
index        which package index is asked: the user's, never one that the repository names
sets         what each command of each job installs at once
resolve      does a set resolve, and to what, as of a moment (uv, else pip)
kinds        checkers that can be asked, and which of their options are repeated
checkers     which of them CI calls, and how
refusals     which settings would execute something
objections   what checkers print
copy         the tracked files in a folder of ours
archive      what is in a wheel, by ranges
absent       modules that the installed version does not hold
conflict     why it does not, and which requirement is in the way
upstream     which versions changed between two moments
tools        what the checkers of CI's version say, and their own repairs
lockfile     does a lock file fit what it locks
backend      what the build back end would put into the wheel
probes       all of it as facts
"""
