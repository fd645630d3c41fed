"""Files that ``grep -l`` names: those that cannot hold what is searched for are left out of the question."""

from __future__ import annotations

import pytest

from guard.model import Proposal
from guard.pipeline import judge
from guard.policy.config import Config
from guard.session.interface import NoSession
from tests.corpus_rows import world_of

SETUP = {
    "git": {
        "untracked": ["docs/draft.md"],
        "tracked": ["docs/intro.md"],
        "remotes": {"origin": "git@x:a/b.git"},
    },
    "files": {"docs/draft.md": "a draft about grep\n", "docs/intro.md": "an introduction\n"},
}


def decision(command: str) -> str:
    proposal = Proposal(text=command, cwd="/home/u/proj", env={"HOME": "/home/u", "PATH": "/usr/bin:/bin"})
    return judge(proposal, world_of(SETUP), NoSession(), Config()).decision


@pytest.mark.parametrize(
    "command",
    [
        "grep -rl delete-account docs | xargs sed -i 's/delete-account/removal/g'",
        "rm $(grep -rl --include='*.md' obsolete docs)",
        "rg -l old.name docs | xargs rm",
        "git grep -l zzz | xargs sed -i s/a/b/",
        "sed -i /zzz/d $(git grep -l zzz -- docs)",
        "git ls-files -z '*.snap' | xargs -0 rm",
        "git ls-files -o src | xargs rm",
        "rm $(git ls-files -o --exclude-standard '*.log')",
    ],
)
def test_what_only_tracked_files_can_hold_is_quiet(command: str) -> None:
    assert decision(command) == "allow"


@pytest.mark.parametrize(
    "command",
    [
        "grep -rl draft docs | xargs rm",
        "git ls-files -o '*.md' | xargs rm",
        "git ls-files -o docs | xargs rm",
        "cd docs && git ls-files -o . | xargs rm",
        "git ls-files -o 'docs/dr?ft.md' | xargs rm",
        "git ls-files -o ':!src' | xargs rm",
        "git ls-files -o -x '*.log' docs | xargs rm",
        "grep -rl grep docs | xargs rm",
        "grep -rl 'dr.ft' docs | xargs rm",
        "grep -rl 'x\\|y' docs | xargs rm",
        "grep -rli DRAFT docs | xargs rm",
        "grep -rlv draft docs | xargs rm",
        "rg -l -t md zzz docs | xargs rm",
        "echo zzz >> docs/draft.md; grep -rl zzz docs | xargs rm",
        "sed -i s/draft/zzz/ docs/*.md; grep -rl zzz docs | xargs rm",
        "echo zzz | tee -a docs/draft.md; rm $(grep -rl zzz docs)",
    ],
)
def test_what_an_untracked_file_may_hold_is_asked_about(command: str) -> None:
    assert decision(command) == "ask"
