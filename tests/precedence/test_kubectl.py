"""Which cluster: ours is the answer of ``kubectl config view --minify``, step by step."""

from __future__ import annotations

import pytest
from asking import Ground, needed, said


def kubeconfig(current: str, *contexts: str, server: str = "", namespace: str = "") -> str:
    """A file as kubectl writes it: a cluster and a user of its own for each context."""
    lines = ["apiVersion: v1", "clusters:"]
    for name in contexts:
        lines += ["- cluster:", f"    server: https://{server or name}.example:6443", f"  name: c-{name}"]
    lines.append("contexts:")
    for name in contexts:
        lines += ["- context:", f"    cluster: c-{name}"]
        lines += [f"    namespace: {namespace}"] if namespace else []
        lines += [f"    user: u-{name}", f"  name: {name}"]
    lines += [
        f"current-context: {current}" if current else 'current-context: ""',
        "kind: Config",
        "preferences: {}",
    ]
    lines.append("users:")
    for name in contexts:
        lines += [f"- name: u-{name}", "  user:", f"    token: t-{name}"]
    return "\n".join(lines) + "\n"


FILES = {
    "~/.kube/config": kubeconfig("home", "home", "other"),
    "one.yaml": kubeconfig("one", "one", "shared", server="first"),
    "two.yaml": kubeconfig("two", "two", "shared", server="second", namespace="payments"),
    "none.yaml": kubeconfig("", "nobody"),
    "bare.yaml": "apiVersion: v1\nkind: Config\ncurrent-context: two\n",
}
STEPS = [
    pytest.param("", {}, id="the file of the home"),
    pytest.param("--context other", {}, id="--context"),
    pytest.param("--context=other", {}, id="--context="),
    pytest.param("--cluster c-other", {}, id="--cluster"),
    pytest.param("--server https://elsewhere.example", {}, id="--server"),
    pytest.param("-s https://elsewhere.example", {}, id="-s"),
    pytest.param("--context other --server https://elsewhere.example", {}, id="--context and --server"),
    pytest.param("--kubeconfig one.yaml", {}, id="--kubeconfig"),
    pytest.param("--kubeconfig two.yaml", {"KUBECONFIG": "one.yaml"}, id="--kubeconfig before KUBECONFIG"),
    pytest.param("", {"KUBECONFIG": "one.yaml"}, id="KUBECONFIG before the home"),
    pytest.param("", {"KUBECONFIG": "one.yaml:two.yaml"}, id="the first current-context of a list"),
    pytest.param("", {"KUBECONFIG": "none.yaml:two.yaml"}, id="the first that says one"),
    pytest.param("", {"KUBECONFIG": "missing.yaml:two.yaml"}, id="a file of the list that is missing"),
    pytest.param("", {"KUBECONFIG": "bare.yaml:two.yaml"}, id="the context of one file, current in another"),
    pytest.param("--context shared", {"KUBECONFIG": "one.yaml:two.yaml"}, id="a context of two files: the first"),
    pytest.param("--context shared", {"KUBECONFIG": "two.yaml:one.yaml"}, id="the same the other way round"),
    pytest.param("", {"KUBECONFIG": ":two.yaml"}, id="an empty entry of the list"),
    pytest.param("", {"KUBECONFIG": ""}, id="an empty KUBECONFIG"),
    pytest.param("-n billing", {"KUBECONFIG": "two.yaml"}, id="-n before the context's namespace"),
]  # fmt: skip


@pytest.mark.parametrize(("flags", "env"), STEPS)
def test_the_cluster_is_the_one_that_kubectl_asks(ground: Ground, flags: str, env: dict[str, str]) -> None:
    """The server by the address of a request, which fails at once; the rest as kubectl shows it."""
    needed("kubectl", "tests/precedence/install.sh")
    ground.write(FILES)
    asked = ground.told("kubectl", "get", "--raw", "/x", "-v=8", *flags.split(), env=env, error=True)
    server = next(
        word for word in asked.replace('"', " ").split() if word.startswith("https://")
    ).removesuffix("/x")
    evidence = ground.target(f"kubectl delete deployment web {flags}", env).evidence
    assert said(evidence, "server") == server
    path = "{.contexts[0].name} {.contexts[0].context.namespace}"
    shown = ground.told(
        "kubectl", "config", "view", "--minify", *flags.split(), "-o", f"jsonpath={path}", env=env
    )
    context, *namespace = shown.split(" ")
    assert (said(evidence, "context") or said(evidence, "current-context")) == context
    given = flags.split()[1] if "-n " in flags else "".join(namespace)  # the view does not show -n
    assert said(evidence, "namespace") == given
