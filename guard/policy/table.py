"""The decision table: what an act weighs, by what can be recovered and where it lands.

R0 regenerable from tracked inputs · R1 undone in minutes · R2 an independent recovery is known ·
R3 partial or unknown · R4 none. E0 ephemeral · E1 workspace, local development · E2 personal, outside
the project · E3 shared, staging or an unknown remote · E4 production. B0 one row or object by key ·
B1 one file set, table, volume · B2 database, project, repository · B3 host, home, account, cluster.

Only effects that change something enter it; reads never do. Owners may replace a row
(``[table]`` in the configuration).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from guard.model import Blast, Decision, Environment, Recoverability

TABLE: Mapping[str, tuple[Decision, ...]] = {
    #      E0       E1       E2       E3       E4
    "R0": ("allow", "allow", "allow", "allow", "ask"),
    "R1": ("allow", "allow", "allow", "ask", "ask"),
    "R2": ("allow", "allow", "ask", "ask", "ask"),
    "R3": ("allow", "ask", "ask", "ask", "deny"),
    "R4": ("allow", "ask", "ask", "ask", "deny"),
}


def base(
    recoverability: Recoverability,
    blast: Blast,
    environment: Environment,
    by_key: bool,
    table: Mapping[str, tuple[Decision, ...]] = TABLE,
) -> tuple[Decision, str]:
    """The cell of the table and how to call it.

    ``R?`` counts as R3 and ``B?`` as B1: unknown never becomes safe.
    """
    row = "R3" if recoverability == "R?" else recoverability
    reach = 1 if blast == "B?" else int(blast[1])
    where = int(environment[1])
    decision = table[row][where]
    name = f"{row} {'B?' if blast == 'B?' else blast} at {environment}"
    if row in ("R3", "R4") and reach == 3 and where >= 2:
        return "deny", f"{name}: nothing that reaches this far can be brought back"
    if row == "R4" and where == 2 and reach >= 2:
        return "deny", f"{name}: it reaches beyond the project, and nothing brings it back"
    if row in ("R3", "R4") and where == 4 and reach == 0 and by_key:
        return "ask", f"{name}: one object is changed, by its key"
    return decision, name
