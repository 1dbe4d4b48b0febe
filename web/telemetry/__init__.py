"""Telemetry: signals, metrics, logs, the log of queries.

signals.py         `answered`, sent for each answer without its query: metrics listen, and what a host counts
metrics.py         `/metrics` for Prometheus
logs.py            events as lines on standard error, for our own server and commands
querylog.py        the log of queries, off unless the setting `query_log` asks for it; hooks in by itself
query_privacy.py   what of a query may be logged: mail addresses and long numbers are not
"""
