"""The commands `trouvere index …` and `trouvere analyze`, and what all commands share.

commands.py      build, update, delete, rebuild; `trouvere analyze`
maintenance.py   info, check, optimize, prune, backup, restore, copy
click_fr.py      click in French, `--set`, consoles, errors as sentences with an exit code
progress.py      progress of a build: a bar on a terminal, lines elsewhere, a table at the end
"""
