"""Builds a segment from sources in batches, on as many processes as there are cores.

builder.py       cuts what a reader yields into batches, settles which article of an id counts, asks for the merge
tasks.py         what is done to a batch, and to a field of the merged segment: the same in this process or another
pool.py          worker processes, fed by a thread each
worker_main.py   what runs in a worker process
cpu_limit.py     CPU limit of one article, past which it is given up
trial.py         a long article is analysed once for trial, so that it is given up alone
"""
