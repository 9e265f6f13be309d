from hypothesis import settings

# The same examples in every run, on any machine: a failure is a failure for everybody.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")
