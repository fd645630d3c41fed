"""The same engine over files, without running anything: scripts, pipelines, images, migrations → findings.

The way of a file: ``discover`` names its kind, ``reading`` bounds and decodes it, the extractor of its kind
(``extract``) yields snippets with a map back to the file, ``judge`` asks the engine about each snippet in a
world in which nothing is known, ``formats`` say it. ``run`` puts them together, in parallel.
"""
