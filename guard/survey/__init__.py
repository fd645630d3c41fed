"""What lies on this machine: names that stand for environments, and credentials within an agent's reach.

Nothing here is on the way of a hook. It reads, bounded, through ``guard/world.py``, and keeps no secret.
"""
