"""Answers as lines for people and as JSON for machines, a module for each sort of answer."""
