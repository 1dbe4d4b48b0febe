"""Shows answers: pages, JSON API, and the `trouvere` command."""
