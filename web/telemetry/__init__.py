"""Telemetry: signals, metrics, logs, the log of queries."""
