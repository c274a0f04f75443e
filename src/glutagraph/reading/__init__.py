"""Facts into the model, sort by sort: words, things, evidence, claims, experiments.

Each reader takes the facts and the contents read so far, adds its own sort, reports to the facts what is
wrong, and reads on. `loading` calls them in the order in which one sort rests on another.
"""
