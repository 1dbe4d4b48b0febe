"""The engine of this machine: an index is a folder of generations, published by one rename."""
