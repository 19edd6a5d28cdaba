"""Servers that a job declares, started for real with the image's own environment.

image       which server an image is, and which version of it
ports       port mappings, and who holds a port
providers   where server programs lie on this machine
postgres    PostgreSQL · redis    Redis and Valkey
start       all services of a job, and their end
forward     a port that leads to a server somebody else runs
"""
