"""Other people's graphs, read into stores: one door, and a module for each format.

A format says what its edges mean; what is common (unpacking, lines, counting, comparing all edges with
each other) is done here once. A new format is a module with `read`, and a row in `formats`.
"""

from __future__ import annotations

from .account import Report
from .formats import FORMATS
from .reading import import_graph

__all__ = ["FORMATS", "Report", "import_graph"]
