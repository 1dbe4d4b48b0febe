"""What all tests have in common: none asserts a time, hypothesis tries the same examples each time, signals end programs.

TROUVERE_RANDOM=1 has it try others: for finding what is wrong, where a change must not fail for what it has not touched.
"""

import os
import signal

from hypothesis import settings

settings.register_profile("untimed", deadline=None, derandomize="TROUVERE_RANDOM" not in os.environ)
settings.load_profile("untimed")

# Programs that tests start inherit what is ignored here: SIGHUP under `nohup`, SIGINT of a shell that runs this beside
# itself.
for ignored in (signal.SIGHUP, signal.SIGINT):
    if signal.getsignal(ignored) == signal.SIG_IGN:
        signal.signal(ignored, signal.default_int_handler if ignored == signal.SIGINT else signal.SIG_DFL)
