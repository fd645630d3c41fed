"""Programs that start others on the side, and code in languages that have no reader: both sides."""

from __future__ import annotations

import pytest

from guard import check
from guard.model import Proposal

DENIED = (
    "i3-msg exec 'rm -rf ~'", "swaymsg 'workspace 2; exec --no-startup-id rm -rf ~'", "xdotool exec --sync rm -rf ~",
    "hyprctl dispatch exec 'rm -rf ~'", "kitty sh -c 'rm -rf ~'", "kitty @ launch --type=tab sh -c 'rm -rf ~'",
    "flatpak run --command=sh org.app -c 'rm -rf ~'", "launchctl submit -l x -- rm -rf ~", "dtrace -n x -c 'rm -rf ~'",
    "mvn -q exec:exec -Dexec.executable=rm '-Dexec.args=-rf ~'", "dpkg --pre-invoke='rm -rf ~' -i x.deb",
    "ranger --cmd='shell rm -rf ~'", "vifm -c '!rm -rf ~'", "bpftrace -c 'rm -rf ~' -e 'BEGIN{}'",
    "pdflatex -shell-escape '\\immediate\\write18{rm -rf ~}\\end'", "gs -dNOSAFER -c '(%pipe%rm -rf ~) (w) file'",
    "vagrant ssh -- rm -rf /", "colima ssh -- rm -rf /", "orb -m v rm -rf /", "script -q /dev/null <<<'rm -rf ~'",
    "parallel --pipe sh <<<'rm -rf ~'", "FZF_DEFAULT_OPTS='--preview \"rm -rf ~\"' fzf",
    "KUBECTL_EXTERNAL_DIFF='rm -rf ~' kubectl diff -f x",
    "octave --eval 'system(\"rm -rf ~\")'", "octave --eval 'rmdir(\"~\", \"s\")'", "guile -c '(system \"rm -rf ~\")'",
    "elixir -e 'System.cmd(\"rm\", [\"-rf\", \"/\"])'", "erl -noshell -eval 'os:cmd(\"rm -rf ~\").'",
    "scala -e 'import sys.process._; \"rm -rf /\".!'", "swift -e 'try FileManager.default.removeItem(atPath: \"/\")'",
    "ocaml -e 'Sys.command \"rm -rf ~\"'", "gnuplot -e 'system(\"rm -rf ~\")'", "raku -e 'shell \"rm -rf ~\"'",
    "guile <<'E'\n(system \"rm -rf ~\")\nE", "crystal eval '`rm -rf ~`'", "nim --eval:'exec \"rm -rf ~\"'",
    "bpftrace --unsafe -e 'BEGIN { system(\"rm -rf ~\"); }'",
)  # fmt: skip
ASKED = (
    "octave --eval 'system(x)'", "guile -c \"$(cat notes)\"", "PYTHONBREAKPOINT=os.system python3 -c 'breakpoint(\"x\")'",
)  # fmt: skip
QUIET = (
    "i3-msg workspace 2", "swaymsg reload", "kitty", "kitty @ ls", "flatpak run org.app", "mvn test", "ranger", "vifm -c 'cd /'",
    "pdflatex paper.tex", "pdflatex '\\immediate\\write18{rm -rf ~}\\end'", "gs -o out.pdf in.ps", "vagrant ssh", "orb list",
    "colima ssh -- ls", "FZF_DEFAULT_COMMAND='fd -t f' fzf", "FZF_DEFAULT_OPTS='--height 40%' fzf",
    "octave --eval 'disp(1)'", "guile -c '(display \"rm -rf ~\")'", "elixir -e 'IO.puts \"rm -rf ~\"'", "raku -e 'say 1'",
    "swift build", "dotnet test", "nim c x.nim", "gnuplot -e 'plot sin(x)'", "erl -noshell -eval 'halt().'", "scala x.scala",
    "PYTHONBREAKPOINT=0 pytest", "bpftrace -e 'BEGIN { printf(\"rm -rf ~\"); }'", "ghc -e '1 + 1'", "parallel --pipe wc -l <<<'rm -rf ~'",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [pytest.param(t, w, id=t) for w, ts in (("deny", DENIED), ("ask", ASKED), ("allow", QUIET)) for t in ts],
)
def test_what_is_started_on_the_side(text: str, wanted: str) -> None:
    env = {"HOME": "/home/nobody-is-here", "PATH": "/usr/bin:/bin"}
    proposal = Proposal(text=text, dialect="bash", cwd="/home/nobody-is-here/proj", env=env)
    assert check(proposal).decision == wanted
