"""What HTTP asks of every answer: security headers, hosts, CORS, ETags, concurrency, problems, paging, the server."""
