"""Tracing measured beside other people's path finders: see `__main__`."""
