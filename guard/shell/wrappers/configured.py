"""Files that a tool runs as code because of their name, where the text being followed has made them.

Caught: ``echo 'system("rm -rf ~")' > Rakefile; rake``, the same with a Gemfile, a ``setup.py`` and ``pip
install .``, a ``noxfile.py``, a ``jest.config.js``, a ``Vagrantfile``. Near misses: a file that lay there
before is the project's own (its tasks are read where the tool's grammar knows how); ``rake`` behind a file
that only prints.

Facts: the manuals of the tools, for the name that they look for.
"""

from __future__ import annotations

from guard.model import known
from guard.shell.overlay import made
from guard.shell.unwrap import RunFile
from guard.shell.wrappers.grammar import placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from guard.model import Invocation
    from guard.shell.unwrap import Inner
    from guard.world import World

ENDINGS = ("js", "cjs", "mjs", "ts", "mts", "cts")
"""What ``.*`` stands for."""
TABLE = """
ruby   rake: Rakefile rakefile Rakefile.rb rakefile.rb
ruby   bundle,bundler: Gemfile gems.rb
ruby   vagrant: Vagrantfile
ruby   brew: Brewfile
ruby   pod: Podfile
ruby   fastlane: fastlane/Fastfile Fastfile
ruby   cap: Capfile
ruby   rspec: spec/spec_helper.rb spec/rails_helper.rb
ruby   thor: Thorfile
ruby   danger: Dangerfile
ruby   rackup: config.ru
ruby   puma: config.ru config/puma.rb
ruby   rails: config/application.rb config/boot.rb bin/rails
ruby   jekyll: _plugins/a.rb
python nox: noxfile.py
python fab: fabfile.py
python invoke,inv: tasks.py
python scons: SConstruct
python doit: dodo.py
python sphinx-build: conf.py docs/conf.py
python locust: locustfile.py
python pip,pip3,pytest,tox: setup.py
python flask: app.py wsgi.py
python alembic: alembic/env.py migrations/env.py
python hatch: hatch_build.py
python waf: wscript
node   jest: jest.config.* jest.setup.*
node   webpack: webpack.config.*
node   vite: vite.config.*
node   vitest: vitest.config.* vite.config.*
node   rollup: rollup.config.*
node   gulp: gulpfile.*
node   grunt: Gruntfile.*
node   eslint: eslint.config.* .eslintrc.*
node   prettier: prettier.config.* .prettierrc.*
node   next: next.config.*
node   nuxt: nuxt.config.*
node   karma: karma.conf.*
node   cypress: cypress.config.*
node   playwright: playwright.config.*
node   commitlint: commitlint.config.*
node   mocha: .mocharc.* test/setup.*
node   lint-staged: lint-staged.config.*
node   hardhat: hardhat.config.*
node   tsup: tsup.config.*
node   astro: astro.config.*
node   knex: knexfile.*
node   babel: babel.config.* .babelrc.*
node   tailwindcss: tailwind.config.*
node   postcss: postcss.config.*
php    artisan: artisan
php    phpunit: tests/bootstrap.php
"""
"""The language, the tools, and the files in their directory that they run."""


def _row(program: str) -> tuple[str, list[str]]:
    for line in TABLE.split("\n"):
        head, _, files = line.partition(":")
        language, _, tools = head.partition(" ")
        if program in tools.strip().split(","):
            return language, files.split()
    return "", []


def configured(invocation: Invocation, world: World) -> Iterator[Inner]:
    """The files of ``TABLE`` that this text has made."""
    if invocation.cwd is None:
        return
    language, files = _row(invocation.program)
    for form in files:
        stem = form.removesuffix("*")
        for file in [form] if stem == form else [stem + ending for ending in ENDINGS]:
            if made(world, placed(file, invocation.cwd)):
                yield RunFile(known(file), language, (known(file),))
