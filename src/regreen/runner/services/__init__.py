"""Servers that a job declares, started for real with the image's own environment.

image       which server an image is, and which version of it; options what `docker create` is told
extensions  which extensions of PostgreSQL a suite asks for and an image has
ports       port mappings, and who holds a port
providers   where server programs lie on this machine; fetch those that can be had
choose      the one that serves an image; installation PostgreSQL's, with some extensions hidden
place       what lasts from one run to the next
postgres · redis · mysql · memcached · rabbitmq
start       all services of a job, and their end; refusals what cannot be started, said before anything runs
forward     a port that leads to a server somebody else runs
"""
