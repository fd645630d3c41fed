"""Resource policies of AWS that let everybody in.

Caught: ``aws s3api put-bucket-policy --policy '{"Statement": [{"Effect": "Allow", "Principal": "*", …}]}'``,
the same for a queue, a key, a repository or a secret, and from ``file://``. Quiet here (the table asks): a
policy that names accounts, one with a ``Condition``, ``"Effect": "Deny"``, one that cannot be read.

Lost: privacy; whoever copied what was open keeps it. Facts: IAM JSON policy elements (Principal, Condition).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from guard.programs.options import Options

NAMES = ("--policy", "--policy-text", "--resource-policy", "--policy-document", "--repository-policy-text")


def opens_to_all(options: Options) -> bool:
    """Whether a policy among the options allows something to anybody, without a condition."""
    from guard.wire import loads

    value = options.value(*NAMES)
    if value is None or value.text is None:
        return False
    try:
        document = loads(value.text)
    except ValueError:
        return False
    statements = document.get("Statement") if isinstance(document, dict) else None
    listed = statements if isinstance(statements, list) else [statements]
    return any(_is_open(statement) for statement in listed)


def _is_open(statement: object) -> bool:
    if not isinstance(statement, dict) or statement.get("Effect") != "Allow" or statement.get("Condition"):
        return False
    principal = statement.get("Principal")
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    return principal == "*" or (isinstance(principal, list) and "*" in principal)
