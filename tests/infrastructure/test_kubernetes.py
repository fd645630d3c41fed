"""kubectl and helm: the kind decides what is lost, the context where."""

from __future__ import annotations

import json

import pytest

from guard.model import Invocation, Variable, known, unknown


def kubeconfig(current, **servers):
    return json.dumps({
        "current-context": current,
        "clusters": [{"name": n, "cluster": {"server": s}} for n, s in servers.items()],
        "contexts": [{"name": n, "context": {"cluster": n, "user": "u",
            "namespace": "shop"}} for n in servers],
        "users": [{"name": "u", "user": {"token": "t"}}],
    })  # fmt: skip


EKS = "https://ABC.gr7.eu-west-1.eks.amazonaws.com"
SERVERS = {"prod-eu1": EKS, "eu2": EKS, "kind-dev": "https://127.0.0.1:40123"}


@pytest.fixture
def cluster(machine):
    machine.write("~/.kube/config", kubeconfig("prod-eu1", **SERVERS))
    return machine


PRODUCTION = [
    pytest.param("skaffold run", "ask", id="a work tree is deployed"),
    pytest.param("tilt up", "ask", id="or kept deployed"),
    pytest.param("skaffold delete", "deny", id="everything that was deployed"),
    pytest.param("kapp delete -a shop -y", "deny", id="every object of an app"),
    pytest.param(
        "kubectl annotate pvc data helm.sh/resource-policy-", "deny", id="what keeps a claim is removed"
    ),
    pytest.param(
        "kubectl annotate pvc data helm.sh/resource-policy=delete --overwrite", "deny", id="or changed"
    ),
    pytest.param("kubectl annotate pvc data helm.sh/resource-policy=keep", "ask", id="near miss: it is set"),
    pytest.param(
        "kubectl annotate pvc data argocd.argoproj.io/sync-options-", "deny", id="a sync would prune it"
    ),
    pytest.param(
        "kubectl annotate pvc data argocd.argoproj.io/sync-options=Prune=false",
        "ask",
        id="near miss: none would",
    ),
    pytest.param(
        "kubectl label pvc data velero.io/exclude-from-backup=true", "deny", id="no backup any more"
    ),
    pytest.param(
        "kubectl label pvc data velero.io/exclude-from-backup-", "ask", id="near miss: backed up again"
    ),
    pytest.param(
        "kubectl label ns shop pod-security.kubernetes.io/enforce-", "deny", id="no pod security any more"
    ),
    pytest.param(
        "kubectl annotate pod web prometheus.io/scrape-",
        "ask",
        id="near miss: an annotation that keeps nothing",
    ),
    pytest.param("kubectl label pods --all --list", "allow", id="near miss: labels are listed"),
    pytest.param(
        "kubectl --context kind-dev annotate pvc data helm.sh/resource-policy-",
        "allow",
        id="near miss: a local cluster",
    ),
    pytest.param("kubectl delete namespace checkout", "deny", id="a namespace takes everything in it along"),
    pytest.param("k delete ns checkout", "deny", id="short names of program and kind are the same"),
    pytest.param("kubectl delete pvc --all -n shop", "deny", id="all claims of a namespace"),
    pytest.param("kubectl delete pvc/data", "deny", id="the slash form of a claim"),
    pytest.param(
        "kubectl delete crd certificates.cert-manager.io",
        "deny",
        id="a definition takes all objects of its kind",
    ),
    pytest.param("kubectl delete pod web-7d4b9c-x2k4p", "ask", id="a controller brings its pod back"),
    pytest.param("kubectl delete pod db-0", "ask", id="a stateful set brings its pod back"),
    pytest.param(
        "kubectl delete validatingwebhookconfiguration gatekeeper",
        "deny",
        id="an admission rule is a protection",
    ),
    pytest.param("kubectl delete deployment web", "deny", id="without its deployment the service is down"),
    pytest.param("kubectl scale deploy web --replicas=0", "deny", id="scaling to nothing is an outage"),
    pytest.param("kubectl scale deploy web --replicas=300", "ask", id="scaling far up is a bill"),
    pytest.param("kubectl scale deploy web --replicas=3", "ask", id="any change of production asks"),
    pytest.param(
        "kubectl drain n1 --delete-emptydir-data --force", "deny", id="a forced drain of a production node"
    ),
    pytest.param("kubectl get secret db -o yaml", "ask", id="a secret's values are printed"),
    pytest.param(
        "kubectl get secrets,configmaps -ojson", "ask", id="secrets among other kinds, attached option"
    ),
    pytest.param("kubectl get secret db -o jsonpath={.data.password}", "ask", id="one value of a secret"),
    pytest.param("kubectl config view --raw", "ask", id="the kubeconfig's own credentials"),
    pytest.param("kubectl create token deployer", "ask", id="a new token is printed"),
    pytest.param(
        "kubectl apply -f k8s/ --prune -l app=x", "deny", id="prune deletes what the files do not name"
    ),
    pytest.param("kubectl replace --force -f k8s/", "deny", id="a forced replace deletes first"),
    pytest.param("kubectl delete pod web-x2k4p --dry-run=none", "ask", id="dry-run none runs"),
    pytest.param("kubectl frobnicate --all", "ask", id="a plugin that nobody knows"),
    pytest.param("helm uninstall web", "deny", id="a release in production"),
    pytest.param("helm upgrade web ./chart", "ask", id="a deployment to production"),
]

QUIET = [
    pytest.param("kubectl get pods -A", id="reading all namespaces"),
    pytest.param("kubectl get secret", id="the names of secrets"),
    pytest.param("kubectl get secret -o name", id="the names of secrets, explicitly"),
    pytest.param("kubectl describe secret db", id="describe shows sizes only"),
    pytest.param("kubectl describe deploy/web", id="describing"),
    pytest.param("kubectl logs -f deploy/web --tail=50", id="following logs: here -f takes no file"),
    pytest.param("kubectl diff -f k8s/", id="a diff"),
    pytest.param("kubectl delete --help", id="help"),
    pytest.param("kubectl delete pod x --dry-run=server", id="a dry run on the server"),
    pytest.param("kubectl delete ns checkout --dry-run=client", id="a dry run on the client"),
    pytest.param("kubectl auth can-i delete ns", id="asking what one may"),
    pytest.param("kubectl exec deploy/db -- psql -c 'SELECT 1'", id="the inner command is judged on its own"),
    pytest.param("kubectl rollout status deploy/web", id="watching a rollout"),
    pytest.param("kubectl config use-context prod-eu1", id="switching changes nothing on the cluster"),
    pytest.param("kubectl --context kind-dev delete -f k8s/", id="an explicit kind context overrides the "
        "current one"),
    pytest.param("kubectl --context kind-dev delete ns checkout", id="a throw-away cluster"),
    pytest.param("kubectl --context=kind-dev patch pv p -p "
        "'{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}}'",
                 id="even a protection of a throw-away cluster"),
    pytest.param("helm list -A", id="listing releases"),
    pytest.param("helm upgrade --install web ./chart --dry-run", id="a dry run of helm"),
    pytest.param("helm uninstall web --kube-context kind-dev", id="a release on a throw-away cluster"),
    pytest.param("skaffold delete --kube-context kind-dev", id="what skaffold deployed to a throw-away cluster"),
    pytest.param("tilt down --context kind-dev --delete-namespaces", id="namespaces of a throw-away cluster"),
    pytest.param("kapp deploy -a shop -f k8s --diff-run", id="kapp shows what it would change"),
    pytest.param("skaffold delete --dry-run", id="skaffold shows what it would delete"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "decision"), PRODUCTION)
def test_in_production(cluster, command, decision):
    assert cluster.decide(command) == decision


@pytest.mark.parametrize("command", QUIET)
def test_stays_quiet(cluster, command):
    assert cluster.decide(command) == "allow"


@pytest.mark.parametrize(
    ("command", "decision"),
    [
        pytest.param("kubectl -n shop delete --all pv", "deny", id="persistent volumes are not confined by "
            "a namespace"),
        pytest.param("kubectl -n shop delete --all pvc", "ask", id="claims are"),
        pytest.param("kubectl delete pvc --all -A", "deny", id="claims of every namespace"),
        pytest.param("kubectl -n shop patch pvc x -p '{\"metadata\":{\"finalizers\":null}}'", "deny",
            id="finalizers protect data"),
        pytest.param("kubectl patch pv p --type=json -p "
            "'[{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}]'", "deny",
                     id="finalizers by a JSON patch"),
        pytest.param("kubectl patch pv p -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Delete\"}}'",
            "deny", id="a reclaim policy"),
        pytest.param("kubectl patch pv p -p '{\"spec\":{\"persistentVolumeReclaimPolicy\":\"Retain\"}}'",
            "ask", id="a stronger policy"),
        pytest.param("kubectl apply -f k8s/", "allow", id="a deployment from files"),
        pytest.param("kubectl delete networkpolicy deny-all", "deny", id="a network policy is a protection"),
    ],
)  # fmt: skip
def test_on_a_cluster_of_unknown_use(machine, command, decision):
    machine.write("~/.kube/config", kubeconfig("eu2", **SERVERS))
    assert machine.decide(command) == decision


def test_a_kind_in_a_manifest_counts(machine):
    machine.write("~/.kube/config", kubeconfig("eu2", **SERVERS))
    machine.write("k8s/crd.yaml", "apiVersion: v1\nkind: CustomResourceDefinition\nmetadata:\n  name: x\n")
    machine.write("web.yaml", "kind: Deployment\nmetadata:\n  name: web\n")
    assert machine.decide("kubectl delete -f k8s/") == "deny"
    assert machine.decide("kubectl delete -f web.yaml") == "ask"


def test_what_a_listing_yields_is_everything_of_its_kind(machine):
    machine.write("~/.kube/config", kubeconfig("eu2", **SERVERS))
    listing = Invocation(tuple(known(w) for w in ["kubectl", "get", "ns", "-o", "name"]))
    names = unknown("output of kubectl", (listing,), splits=True)
    assert machine.decide(["kubectl", "delete", names]) == "deny"


PRECEDENCE = [
    pytest.param(
        "kubectl --context eu2 --server https://127.0.0.1:1 delete ns x",
        {},
        "E1",
        id="a server flag on loopback",
    ),
    pytest.param("kubectl --context kind-dev delete ns x", {}, "E0", id="a context flag"),
    pytest.param(
        "kubectl delete ns x", {"guard:kube-context": "kind-dev"}, "E0", id="an earlier switch in the text"
    ),
    pytest.param(
        "kubectl --context prod-eu1 delete ns x",
        {"guard:kube-context": "kind-dev"},
        "E4",
        id="a flag beats the switch",
    ),
    pytest.param(
        "kubectl delete ns x", {"KUBECONFIG": "other.yaml"}, "E3", id="KUBECONFIG names another file"
    ),
    pytest.param("kubectl --kubeconfig other.yaml delete ns x", {}, "E3", id="a kubeconfig flag"),
    pytest.param(
        "kubectl delete ns x",
        {"KUBECONFIG": "missing-prod"},
        "E4",
        id="a missing file that is named for production",
    ),
    pytest.param("kubectl delete ns x", {}, "E4", id="the current context of the home"),
    pytest.param("kubectl --context eu2 delete ns prod", {}, "E4", id="the namespace says production"),
    pytest.param("kubectl --context eu2 delete deploy x", {}, "E3", id="an unknown remote"),
    pytest.param("helm uninstall x", {"HELM_KUBECONTEXT": "kind-dev"}, "E0", id="helm's own variable"),
    pytest.param("skaffold delete", {}, "E4", id="tools that deploy a work tree use the current context"),
    pytest.param("skaffold delete --kube-context kind-dev", {}, "E0", id="… or the one that is named"),
    pytest.param("tilt down --context eu2", {}, "E3", id="tilt calls it context"),
    pytest.param("kapp delete -a x --kubeconfig-context kind-dev", {}, "E0", id="kapp calls it otherwise"),
    pytest.param("werf dismiss --kube-config other.yaml", {}, "E3", id="werf's name for the file"),
    pytest.param(
        "devspace purge --kube-context eu2 -n prod", {}, "E4", id="a namespace that says production"
    ),
]


@pytest.mark.parametrize(("command", "variables", "environment"), PRECEDENCE)
def test_the_cluster_is_found_in_the_tools_own_order(cluster, command, variables, environment):
    cluster.write("other.yaml", kubeconfig("eu2", eu2=EKS))
    given = {name: Variable(known(value), "export") for name, value in variables.items()}
    assert cluster.environment(command, variables=given) == environment


def test_a_context_that_could_not_be_resolved_asks(cluster):
    assert cluster.decide(["kubectl", "--context", unknown("$CTX"), "delete", "pod", "web-0"]) == "ask"


YAML = """\
apiVersion: v1
kind: Config
current-context: eu
clusters:
- cluster:
    server: https://10.0.0.1:6443
  name: main
contexts:
- context:
    cluster: main
    user: "deployer"
  name: eu
users:
- name: deployer
  user:
    exec:
      command: aws
      args:
      - eks
      - --cluster-name
      - acme-prod
"""


def test_block_style_yaml_is_read_and_the_users_arguments_count(machine):
    machine.write("~/.kube/config", YAML)
    assert machine.environment("kubectl delete deploy x") == "E4"


@pytest.mark.parametrize(
    "text", ["", "{", "a: &a [*a]\n", "\t- :\n", "current-context:\n- x\n" * 2000, "clusters: 5\ncontexts: x"]
)
def test_a_malformed_kubeconfig_is_an_unknown_cluster(machine, text):
    machine.write("~/.kube/config", text)
    assert machine.environment("kubectl delete deploy x") == "E3"
    assert machine.decide("kubectl delete ns x") == "ask"


def test_a_kubeconfig_of_five_thousand_contexts_is_read_quickly(machine):
    machine.write("~/.kube/config", kubeconfig("c4999", **{f"c{n}": EKS for n in range(5000)})[:250_000])
    assert machine.decide("kubectl delete ns x") in ("ask", "deny")
