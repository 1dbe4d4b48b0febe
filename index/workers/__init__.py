"""Builds a segment from sources in batches, on as many processes as there are cores.

builder.py   cuts what a reader yields into batches, settles which article of an id counts, asks for the merge
work.py      what is done to a batch, and to a field of the merged segment: the same in this process or another
crew.py      worker processes, fed by a thread each
child.py     what runs in a worker process
"""
