"""Tools of MCP servers that stand for a client's command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from guard.tools.clients import as_command
from tests.corpus_rows import verdict_of


@pytest.mark.parametrize(
    ("server", "tool", "given", "command"),
    [
        ("kubernetes", "kubectl_delete", {"resourceType": "namespace", "name": "a"},
         "kubectl delete 'namespace' 'a'"),
        ("k8s-prod", "pods_delete", {"name": "web", "namespace": "a"},
         "kubectl delete 'pod' 'web' --namespace='a' --context='k8s-prod'"),
        ("k8s-prod", "pods_delete", {"name": "web", "context": "kind-dev"},
         "kubectl delete 'pod' 'web' --context='kind-dev'"),
        ("k8s-dev", "pods_delete", {"name": "web"}, "kubectl delete 'pod' 'web'"),
        ("kubernetes_live", "uninstall_helm_chart", {"name": "pg"},
         "helm uninstall 'pg' --kube-context='kubernetes_live'"),
        ("redis-prod", "flushdb", {}, "redis-cli -u 'redis://redis-prod' flushdb"),
        ("redis-products", "flushdb", {}, "redis-cli flushdb"),
        ("kubernetes", "resources_delete", {"kind": "Secret", "name": "it's", "context": "prod"},
         "kubectl delete 'Secret' 'it'\\''s' --context='prod'"),
        ("kubernetes", "kubectl_scale", {"resourceType": "deployment", "name": "web", "replicas": 0},
         "kubectl scale 'deployment' 'web' --replicas=0"),
        ("kubernetes", "kubectl_generic", {"command": "delete", "resourceType": "ns", "name": "a"},
         "kubectl delete 'ns' 'a'"),
        ("kubernetes", "uninstall_helm_chart", {"name": "pg"}, "helm uninstall 'pg'"),
        ("redis", "execute_command", {"command": "FLUSHALL"}, "redis-cli 'FLUSHALL'"),
        ("redis", "execute_command", {"command": ["DEL", "a"]}, "redis-cli 'DEL' 'a'"),
        ("redis", "delete", {"keys": ["a", "b"]}, "redis-cli del 'a' 'b'"),
        ("redis", "flushdb", {}, "redis-cli flushdb"),
        ("kubernetes", "kubectl", {"command": "delete ns a"}, "kubectl delete ns a"),
        ("kubernetes", "kubectl", {"command": "kubectl delete ns a"}, "kubectl delete ns a"),
        ("aws", "aws_cli", {"args": ["aws", "s3", "ls"]}, "'aws' 's3' 'ls'"),
        ("vcs", "git", {"command": "gitk --version"}, "git gitk --version"),
        ("terraform", "apply", {"working_directory": "envs/prod", "auto_approve": True, "destroy": True},
         "terraform -chdir='envs/prod' apply -auto-approve -destroy"),
        ("iac", "terraform_destroy", {"workspace": "prod"}, "TF_WORKSPACE='prod' terraform destroy"),
        ("terraform", "plan", {"working_directory": "envs/prod"}, ""),
        ("git", "git_reset", {"repo_path": "/r"}, "git -C '/r' reset"),
        ("git", "git_reset", {"repo_path": "/r", "mode": "hard"}, "git -C '/r' reset --hard"),
        ("git", "git_status", {"repo_path": "/r"}, ""),
        ("prisma", "migrate-reset", {"projectCWD": "/p"}, "cd '/p' && prisma migrate reset --force"),
        ("prisma", "migrate-status", {"projectCWD": "/p"}, ""),
        ("heroku", "ps_scale", {"app": "shop", "dyno": "web=0"}, "heroku ps:scale 'web=0' -a 'shop'"),
        ("heroku", "ps_list", {"app": "shop"}, ""),
        ("kubernetes", "kubectl_get", {"resourceType": "pods"}, ""),
        ("kubernetes", "kubectl_delete", {"resourceType": "pod", "name": "a", "dryRun": True}, ""),
        ("kubernetes", "pods_log", {"name": "a"}, ""),
        ("redis", "get", {"key": "a"}, ""),
        ("github", "delete_repository", {"repo": "a"}, ""),
    ],
)  # fmt: skip
def test_a_call_is_read_as_the_clients_command(
    server: str, tool: str, given: dict[str, object], command: str
) -> None:
    assert as_command(server, tool, given, {}) == command


def test_where_redis_is_stands_in_the_environment() -> None:
    said = as_command("redis", "flushall", {}, {"REDIS_URL": "redis://prod-cache.acme.com"})
    assert said == "redis-cli -u 'redis://prod-cache.acme.com' flushall"


@pytest.mark.parametrize(
    ("server", "sql", "decision"),
    [
        pytest.param("postgres_prod", "DROP TABLE users", "deny", id="the server is called production"),
        pytest.param("supabase-live", "DELETE FROM users", "deny", id="a service's server as well"),
        pytest.param("postgres", "DROP TABLE users", "ask", id="near miss: nothing is said"),
        pytest.param("product-db", "DROP TABLE users", "ask", id="near miss: a product"),
        pytest.param("nonprod_pg", "DROP TABLE users", "ask", id="near miss: not production"),
        pytest.param("postgres_test", "DROP TABLE users", "ask", id="a kinder name makes no answer milder"),
        pytest.param("postgres_prod", "SELECT 1", "allow", id="near miss: a read"),
    ],
)
def test_the_name_of_a_server_says_production(server: str, sql: str, decision: str, tmp_path: Path) -> None:
    tool = {"name": f"mcp__{server}__query", "input": {"sql": sql}}
    row = {"id": "named", "command": "query", "setup": {"tool": tool}, "expected": decision}
    assert verdict_of(row, str(tmp_path)).decision == decision
