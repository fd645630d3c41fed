"""Files of configuration at the edges of what is read, kept and refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.errors import ConfigError
from guard.policy import layers
from guard.policy.config import Config
from guard.policy.editing import add_environments, rewrite, with_environments
from guard.policy.files import Source, project_of


def test_of_a_file_only_its_last_state_is_kept(tmp_path: Path) -> None:
    state = str(tmp_path)
    layers._keep("/a|1", {"x": 1}, state)
    layers._keep("/b|1", {"x": 2}, state)
    layers._keep("/a|2", {"x": 3}, state)
    assert layers._kept(state) == {"/b|1": {"x": 2}, "/a|2": {"x": 3}}


def test_line_ends_of_a_configuration_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"own_domains = ['a.com']\r\n")
    add_environments(str(file), (("any", "x", "local"),))
    assert file.read_bytes().startswith(b"own_domains = ['a.com']\r\n")


def test_a_change_that_makes_no_toml_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("own_domains = []\n")
    with pytest.raises(ConfigError) as caught:
        rewrite(str(file), lambda text: text + "= x")
    assert caught.value.message.startswith(f"{file} ") and "TOML" in caught.value.message
    assert file.read_text() == "own_domains = []\n"
    with pytest.raises(ConfigError) as caught:
        with_environments("= x", ())
    assert caught.value.message.endswith(")")


@pytest.mark.parametrize(("folders", "found"), [(39, True), (40, False)])
def test_a_project_is_looked_for_through_forty_folders(tmp_path: Path, folders: int, found: bool) -> None:
    (tmp_path / ".guard.toml").write_text("")
    deep = tmp_path.joinpath(*["a"] * folders)
    deep.mkdir(parents=True)
    assert (project_of(str(deep)) == str(tmp_path)) is found


def test_of_eight_files_the_content_is_kept(tmp_path: Path) -> None:
    for number in range(10):
        layers._keep(f"/{number}|1", {}, str(tmp_path))
    assert list(layers._kept(str(tmp_path))) == [f"/{number}|1" for number in range(2, 10)]


def test_without_a_place_of_its_own_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    layers._keep("/a|1", {}, "")
    assert list(tmp_path.iterdir()) == []
    assert layers._kept("") == {}


def project(folder: Path) -> Config:
    return layers.load({"HOME": str(folder / "home")}, str(folder))


def test_a_file_that_everybody_may_write_says_how_to_mend_it(tmp_path: Path) -> None:
    file = tmp_path / ".guard.toml"
    file.write_text("")
    file.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        layers._check_owner(Source("project", str(file)), file.stat())
    assert (caught.value.message, caught.value.hint) == ("can be written by everybody", "chmod o-w")


def test_a_return_alone_ends_no_line(tmp_path: Path) -> None:
    file = tmp_path / ".guard.toml"
    file.write_bytes(b"own_domains = []\r\n")
    assert project(tmp_path).broken == ""
    file.write_bytes(b"own_domains = []\r")
    assert "is not TOML" in project(tmp_path).broken


def test_a_folder_in_the_place_of_a_projects_description_is_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").mkdir()
    assert project(tmp_path).broken == ""
    (tmp_path / ".guard.toml").mkdir()
    assert project(tmp_path).broken != ""


def test_each_decision_may_stand_in_a_row() -> None:
    row = ("allow", "ask", "deny", "ask", "allow")
    assert layers._table({"R0": list(row)})["R0"] == row
