"""What the readers of ``tools/derive`` make of made-up pages and sources of each form that they know."""

from __future__ import annotations

import pytest

from tools.derive import cobra_sources, reference_pages, stripe
from tools.derive.commands import SWITCH, VALUE

COBRA = """## acme server delete

Delete a server

```
acme server delete <server>...
```

### Options

```
  -f, --force         Skip confirmation
      --grace int     Seconds to wait
```

### Options inherited from parent commands

```
      --config string   Config file
```
"""
TITLED = """---
title: acme repo delete
---

<!-- made by a script -->

Delete an existing project.

## Aliases

```plaintext
acme repo rm
```

## Options

```plaintext
  -y, --yes   Skip the confirmation prompt
```
"""
LISTED = """.. _acme-clusters-delete:

=====================
acme clusters delete
=====================

Remove the specified cluster.

Options
-------

.. list-table::

   * - Name
     - Type
   * - --force
     -
     - false
   * - -P, --profile
     - string
     - false
"""
USED = """### Delete an image

Delete the image with the specified ID.

**Usage:**

```shell
acme instance image delete <image-id ...> [arg=value ...]
```
"""
OTHERWISE = """# ServerDelete

## Usage

```text
acme compute server delete [flags]
```

## Aliases

For `server` command:

```text
[s svr]
```

For `delete` command:

```text
[d]
```

## Description

Use this command to delete a specified Server.
"""
PAGES = [
    pytest.param(COBRA, ("server", "delete"), (), {"-f": SWITCH, "--force": SWITCH, "--grace": VALUE},
                 "Delete a server", id="a page of cobra's"),
    pytest.param(TITLED, ("repo", "delete"), ("rm",), {"-y": SWITCH, "--yes": SWITCH},
                 "Delete an existing project.", id="a page with its path in the title"),
    pytest.param(LISTED, ("clusters", "delete"), (), {"--force": SWITCH, "-P": VALUE, "--profile": VALUE},
                 "Remove the specified cluster.", id="a page with its options in a table"),
    pytest.param(USED, ("instance", "image", "delete"), (), {},
                 "Delete the image with the specified ID.", id="a section with its path in the usage"),
    pytest.param(OTHERWISE, ("compute", "server", "delete"), ("d",), {},
                 "Use this command to delete a specified Server.", id="a page headed by another name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "aliases", "options", "about"), PAGES)
def test_a_page_tells_one_command(text, path, aliases, options, about):
    command = reference_pages.of_page("acme", text)
    assert command is not None
    assert (command.path, command.aliases, command.options, command.about) == (path, aliases, options, about)


def test_a_page_of_cobra_knows_what_is_inherited_and_what_asks_first():
    command = reference_pages.of_page("acme", COBRA)
    assert command.inherited == {"--config": VALUE} and command.confirms


def test_a_page_of_another_program_tells_nothing():
    assert reference_pages.of_page("other", "# How to begin\n\nRead this.\n") is None


ROOT = """package cmd

var rootCmd = &cobra.Command{
	Use:   "acme",
}

func Execute() {
	rootCmd.PersistentFlags().StringVar(&org, "org", "", "organization")
	rootCmd.AddCommand(branch.BranchCmd(ch), dbCmd)
}

var dbCmd = &cobra.Command{
	Use:     "db",
	Short:   "Manage databases",
}

var destroyCmd = &cobra.Command{
	Use:     "destroy NAME",
	Aliases: []string{"rm"},
	Short:   "Destroy a database",
}

func init() {
	dbCmd.AddCommand(destroyCmd)
	destroyCmd.Flags().BoolVarP(&yes, "yes", "y", false, "no question")
}
"""
BRANCH = """package branch

func BranchCmd(ch *Helper) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "branch <command>",
		Short: "Manage branches",
	}
	cmd.AddCommand(DeleteCmd(ch))
	return cmd
}

func DeleteCmd(ch *Helper) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "delete <branch>",
		Short: "Delete a branch",
	}
	cmd.Flags().StringP("reason", "r", "", "why")
	return cmd
}
"""


def test_sources_of_cobra_are_walked_from_the_root(tmp_path):
    for name, text in (("cmd/root.go", ROOT), ("cmd/branch/branch.go", BRANCH), ("cmd/x_test.go", ROOT)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    told = {c.path: c for c in cobra_sources.walk("acme", cobra_sources.units(tmp_path))}
    assert set(told) == {(), ("db",), ("db", "destroy"), ("branch",), ("branch", "delete")}
    assert told[()].options == {"--org": VALUE}
    assert told["db", "destroy"].aliases == ("rm",)
    assert told["db", "destroy"].options == {"--yes": SWITCH, "-y": SWITCH}
    assert told["branch", "delete"].options == {"--reason": VALUE, "-r": VALUE}
    assert told["branch", "delete"].about == "Delete a branch"


SPECS = """var V1CouponsDelete = resource.OperationSpec{
	Name:   "delete",
	Path:   "/v1/coupons/{coupon}",
	Method: "DELETE",
}
var V1TestClocksAdvance = resource.OperationSpec{
	Name:   "advance",
	Path:   "/v1/x",
	Method: "POST",
	Params: map[string]*resource.ParamSpec{
		"frozen_time": {
			Type:             "integer",
		},
		"live_only": {
			Type:             "boolean",
		},
		"deep.one": {
			Type:             "string",
		},
	},
}
"""
RESOURCES = """func addV1ResourcesCmds(rootCmd *cobra.Command, cfg *config.Config) {
	_ = resource.NewNamespaceCmd(rootCmd, "")
	nsTestCmd := resource.NewNamespaceCmd(rootCmd, "test_helpers")
	rCouponsCmd := resource.NewResourceCmd(rootCmd, "coupons")
	rClocksCmd := resource.NewResourceCmd(nsTestCmd.Cmd, "test_clocks")
	resource.NewOperationCmd(rCouponsCmd.Cmd, &V1CouponsDelete, cfg)
	resource.NewOperationCmd(rClocksCmd.Cmd, &V1TestClocksAdvance, cfg)
}
"""


def test_stripes_generated_files_tell_paths_methods_and_parameters(tmp_path):
    (tmp_path / "specs_gen.go").write_text(SPECS)
    (tmp_path / "resources_gen.go").write_text(RESOURCES)
    told = {c.path: c for c in stripe.operations(tmp_path)}
    assert set(told) == {("coupons", "delete"), ("test_helpers", "test_clocks", "advance")}
    assert told["coupons", "delete"].confirms and told["coupons", "delete"].about == "Delete"
    advance = told["test_helpers", "test_clocks", "advance"]
    assert advance.options["--frozen-time"] == VALUE and advance.options["--live-only"] == SWITCH
    assert not advance.confirms and "--deep-one" not in advance.options
