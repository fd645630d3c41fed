"""How ``heroku run`` puts the words of a command together again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

RUN = "heroku run -a shop "


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("rake db:migrate", "rake db:migrate"),
        ("'rm -rf /' -a other", "rm -rf / -a other"),
        ("-- rake db:migrate", "rake db:migrate"),
        ("'rake db:migrate && ls'", "rake db:migrate && ls"),
        ("rails runner 'puts User.where(id: 1).count'", 'rails runner "puts User.where(id: 1).count"'),
        ("""psql -c 'select "a"'""", 'psql -c "select \\"a\\""'),
    ],
)
def test_words_with_spaces_stay_words(words: str, text: str, answers: Callable[..., list[str]]) -> None:
    assert answers(RUN + words) == [f"@text {text}"]
