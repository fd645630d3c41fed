"""What git knows, asked without letting a repository run anything.

``find_repository`` and everything that stands in a file (branch, remotes, stashes, configuration) is
read from ``.git`` directly. git itself is started only for what needs its index and its ignore rules
(``states``, ``unpushed``), with every setting switched off that could start a program
(``running.py``). *Unknown* is an answer: where git fails or takes too long, callers get ``None``.
"""

from __future__ import annotations

from guard.git.repository import Repository, find_repository

__all__ = ["Repository", "find_repository"]
