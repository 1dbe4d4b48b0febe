"""HTTP: security headers, trusted hosts, CORS, ETags, concurrency limit, problems (errors), pagination, the server."""
