"""How much of this machine a job sees: its files, its network.

files       a file system of its own for every step
network     a network of its own for the run, or none
installs    which steps still need the network
level       what is asked for, and what this machine can do
"""
