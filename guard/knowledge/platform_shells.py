"""How the command lines of platforms are told what to run on a machine of theirs.

A line of ``WAYS`` holds the sub-commands; where the command stands; and the options that name the place. The
command is the value of options; what follows ``--``, or else the sub-commands (with the program that these
words are for, where one is named), or (``dashes``) nothing but ``--``; what follows so many operands
of the tool's own (a number); or what follows ``key=`` in an operand, or in the value of an option.

Facts: each tool's own ``--help`` and reference: AWS CLI (``ecs execute-command``, the documents
``AWS-RunShellScript`` and ``AWS-StartInteractiveCommand`` of ssm), Azure CLI, Elastic Beanstalk CLI, AWS
Copilot, Kamal, Eternal Terminal, Teleport, Tailscale, GitHub CLI, doctl, hcloud, Scaleway CLI, Platform.sh
CLI, Cloud Foundry CLI.
"""

from __future__ import annotations

from guard.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

WAYS = """
aws ecs execute-command | --command | --cluster --task --profile
aws ssm start-session | --parameters command= | --target --profile
aws ssm send-command | --parameters commands= | --targets --instance-ids --profile
az container exec | --exec-command | -n --name -g --resource-group
az containerapp exec | --command | -n --name -g --resource-group
az vm run-command invoke | --scripts | -n --name -g --resource-group
az vmss run-command invoke | --scripts | -n --name -g --resource-group
az ssh vm | -- | -n --name -g --resource-group
cf ssh | -c --command |
eb ssh | -c --command |
copilot svc exec | -c --command | -n --name -e --env -a --app
copilot task exec | -c --command | -n --name -e --env -a --app
kamal app exec | 0 | -d --destination
kamal server exec | 0 | -d --destination
kamal accessory exec | 1 | -d --destination
et | -c --command |
tsh ssh | 1 | --cluster --proxy
tailscale ssh | 1 |
gh codespace ssh | -- | -c --codespace
gh cs ssh | -- | -c --codespace
mssh | 1 | -r --region
doctl compute ssh | --ssh-command |
hcloud server ssh | 1 | --context
scw instance server ssh | command= |
platform ssh | 0 | -e --environment -p --project -A --app
platform environment:ssh | 0 | -e --environment -p --project -A --app
upsun ssh | 0 | -e --environment -p --project -A --app
upsun environment:ssh | 0 | -e --environment -p --project -A --app
render ssh | -- |
railway ssh | -- | -e --environment -s --service -p --project
coder ssh | 1 |
nomad alloc exec | 1 | -namespace -address
pct exec | 1 |
vagrant ssh | -c --command |
multipass exec | 1 |
limactl shell | 1 |
colima ssh | -- | -p --profile
gcloud compute ssh | --command | --project
gcloud compute instances add-metadata | --metadata startup-script= | --project
bolt command run | 0 | -t --targets -n --nodes
fab | dashes | -H --hosts
terminus remote:drush | dashes drush |
terminus remote:wp | dashes wp |
terminus drush | dashes drush |
terminus wp | dashes wp |
"""
VALUED = (
    "--region --output --query --endpoint-url --document-name --container --comment --timeout-seconds"
    " --subscription --command-id --resource-group --revision --replica --container-name --parameters"
    " -H --hosts -r --roles -p --primary --version -c --config-file -i --identity -l --login --port -L -R -o"
    " -k -u --user --ssh-user --ssh-key-path --ssh-port --access-token -t --context --config -W -w --worker"
    " --instance -s --server-port --profile-name"
)
"""Other options that take a value."""


@frozen
class Way:
    """One line."""

    path: tuple[str, ...]
    command: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def valued(self) -> tuple[str, ...]:
        """The options with a value, its own and the usual ones."""
        return (*self.names, *(word for word in self.command if word.startswith("-")), *VALUED.split())


def ways_of(program: str) -> Iterator[Way]:
    """The lines of a program."""
    for line in WAYS.split("\n"):
        if line.startswith(program + " "):
            path, command, names = (part.split() for part in line.split("|"))
            yield Way(tuple(path[1:]), tuple(command), tuple(names))


PLATFORMS = frozenset(line.split(" ", 1)[0] for line in WAYS.split("\n") if line)
"""The programs that stand there."""
