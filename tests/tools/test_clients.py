"""Tools of MCP servers that stand for a client's command line."""

from __future__ import annotations

import pytest

from guard.tools.clients import as_command


@pytest.mark.parametrize(
    ("server", "tool", "given", "command"),
    [
        ("kubernetes", "kubectl_delete", {"resourceType": "namespace", "name": "a"},
         "kubectl delete 'namespace' 'a'"),
        ("k8s-prod", "pods_delete", {"name": "web", "namespace": "a"},
         "kubectl delete 'pod' 'web' --namespace='a'"),
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
