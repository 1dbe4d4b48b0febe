"""Articles cleaned and analysed in batches by a pool of worker processes, as many as there are cores.

batches.py       articles as rows, plain tuples that go through a pipe, cut into batches
feeding.py       batches fed to a worker pool, or to one worker in this process, and settled in their order
pool.py          the worker pool: processes, and a thread that feeds each
worker_main.py   what runs in a worker process
tasks.py         what a worker does to a batch, and to a field of the merged segment
builder.py       one segment of everything: which article of an id counts, and the merge
cpu_limit.py     how much CPU one article may take
trial.py         a long article analysed once for trial
"""
