"""Programs that run inside the processes of a job, copied to where the job finds them; standard library only."""
