"""The Whoosh engine: nothing outside this folder imports `whoosh`."""
