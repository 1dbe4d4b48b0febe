"""What all tests have in common: none asserts a time, and hypothesis tries the same examples each time.

TROUVERE_RANDOM=1 has it try others: for finding what is wrong, where a change must not fail for what it has not touched.
"""

import os

from hypothesis import settings

settings.register_profile("untimed", deadline=None, derandomize="TROUVERE_RANDOM" not in os.environ)
settings.load_profile("untimed")
