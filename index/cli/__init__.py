"""The commands `trouvere index …` and `trouvere analyze`, and what all commands share."""
