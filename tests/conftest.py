"""What all tests have in common: none asserts a time, those that hypothesis makes neither."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
