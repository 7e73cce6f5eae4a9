"""What is in deploy/ is well formed, and says what it should. No container is built here: there is no engine."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import jsonschema
import pytest
import yaml

from benchmarks.engines import folder_of, need_nginx

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
KUBERNETES = "v1.34.0-local-strict"  # the oldest that is still supported; strict: an unknown key is a fault
SCHEMAS = folder_of("kubernetes_validate") / "kubernetes-json-schema" / KUBERNETES
COMPOSE = folder_of("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json"
KUSTOMIZATION = yaml.safe_load((DEPLOY / "kustomization.yaml").read_text(encoding="utf-8"))
MANIFESTS = {
    f"{manifest['kind']} {manifest['metadata']['name']}": manifest
    for name in KUSTOMIZATION["resources"]
    for manifest in yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8"))
}


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def check(document: Any, schema: Path) -> list[str]:
    """What is wrong with a document by a schema that may refer to a file of definitions beside it."""
    known = json.loads(schema.read_text(encoding="utf-8"))
    beside = schema.with_name("_definitions.json")
    store = (
        {urljoin(known.get("$id", ""), f"/api/{beside.name}"): json.loads(beside.read_text())}
        if beside.is_file()
        else {}
    )
    resolver = jsonschema.RefResolver(known.get("$id", ""), known, store=store)
    validator = jsonschema.validators.validator_for(known)(known, resolver=resolver)
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(document)]


def schema_of(manifest: dict[str, Any]) -> Path:
    group, _, version = manifest["apiVersion"].rpartition("/")
    parts = [manifest["kind"].lower(), *([group.split(".")[0]] if group else []), version]
    return SCHEMAS / f"{'-'.join(parts)}.json"


def containers(name: str) -> list[dict[str, Any]]:
    return list(MANIFESTS[name]["spec"]["template"]["spec"]["containers"])


@pytest.mark.parametrize("name", MANIFESTS)
def test_kubernetes_would_take_each_manifest(name: str) -> None:
    assert check(MANIFESTS[name], schema_of(MANIFESTS[name])) == []


def test_a_slip_in_a_manifest_is_found() -> None:
    wrong = json.loads(json.dumps(MANIFESTS["Deployment adviser"]))
    wrong["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}
    assert check(wrong, schema_of(wrong)) != []


def test_compose_would_take_its_file() -> None:
    assert check(load(DEPLOY / "compose.yml"), COMPOSE) == []
    assert check({"services": {"x": {"imagine": "this"}}}, COMPOSE) != []


def test_the_dockerfile_passes_its_linter() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, DEPLOY / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_image_has_all_that_the_bot_is_made_of() -> None:
    copied = {
        word.rstrip("/").split("/")[0]
        for line in (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for word in shlex.split(line)[1:-1]
    }
    assert all((ROOT / name).exists() for name in copied)
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks"}
    assert rooms <= copied
    assert {"knowledge", "data", "config.yml", "domain.yml", "endpoints.yml", "credentials.yml"} <= copied
    let_in = {
        line[1:].split("/")[0]
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert {name for name in copied if not name.endswith(".yml")} == let_in - {"*.yml"}


@pytest.mark.parametrize("name", ["Deployment adviser", "Deployment nginx"])
def test_what_runs_may_do_little(name: str) -> None:
    pod = MANIFESTS[name]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    for container in containers(name):
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"]["drop"] == ["ALL"]
        assert set(container["resources"]["requests"]) >= {"cpu", "memory"}
        assert container["resources"]["limits"]["memory"]


def test_readiness_asks_for_more_than_life() -> None:
    (container,) = containers("Deployment adviser")
    assert container["readinessProbe"]["httpGet"]["path"] == "/webhooks/health/ready"
    assert container["startupProbe"]["httpGet"]["path"] == "/webhooks/health/ready"
    assert container["livenessProbe"]["httpGet"]["path"] == "/webhooks/health/"
    patience = container["startupProbe"]["periodSeconds"] * container["startupProbe"]["failureThreshold"]
    assert patience >= 120


def test_only_nginx_reaches_the_bot_and_nobody_its_action_server() -> None:
    (ingress,) = MANIFESTS["NetworkPolicy adviser"]["spec"]["ingress"]
    assert ingress["from"] == [{"podSelector": {"matchLabels": {"app": "nginx"}}}]
    assert ingress["ports"] == [{"port": 5005, "protocol": "TCP"}]
    assert MANIFESTS["NetworkPolicy nothing-else"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ports = [port["containerPort"] for container in containers("Deployment adviser") for port in container["ports"]]
    assert ports == [5005]


def test_compose_publishes_nginx_alone() -> None:
    compose = load(DEPLOY / "compose.yml")
    assert [name for name, service in compose["services"].items() if service.get("ports")] == ["nginx"]
    assert compose["networks"]["back"]["internal"] is True
    for name in ("adviser-1", "adviser-2", "adviser-3", "nginx", "redis"):
        assert compose["services"][name]["read_only"] is True
        assert compose["services"][name]["cap_drop"] == ["ALL"]


def test_no_secret_stands_in_a_file() -> None:
    for path in DEPLOY.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(
                r"(?i)^[^#\n]*(password|secret)(?!name)\w*\s*[:=]\s*['\"]?[\w/+-]{6,}\s*$", text, re.M
            ), path


def environment_of(where: str) -> dict[str, str]:
    """What nginx's own image fills its template from."""
    if where == "compose":
        return {
            name: str(value) for name, value in load(DEPLOY / "compose.yml")["services"]["nginx"]["environment"].items()
        }
    (container,) = containers("Deployment nginx")
    return {each["name"]: each["value"] for each in container["env"]}


@pytest.mark.parametrize("where", ["compose", "kubernetes"])
def test_every_name_in_the_template_is_filled(where: str) -> None:
    template = (DEPLOY / "nginx" / "adviser.conf.template").read_text(encoding="utf-8")
    lines = "\n".join(line for line in template.splitlines() if not line.startswith("#"))
    assert set(re.findall(r"\$\{(\w+)\}", lines)) == set(environment_of(where))


@pytest.mark.parametrize("where", ["compose", "kubernetes"])
def test_nginx_takes_the_filled_template(where: str, tmp_path: Path) -> None:
    """With other addresses of the servers: this nginx may be older than the one in the image."""
    text = (DEPLOY / "nginx" / "adviser.conf.template").read_text(encoding="utf-8")
    values = environment_of(where) | {"ERRORS": str(DEPLOY / "nginx" / "errors.conf")}
    values["RASA_SERVERS"] = "server 127.0.0.1:1 max_fails=1 fail_timeout=2s;"
    for name, value in values.items():
        text = text.replace("${" + name + "}", value)
    site = tmp_path / "adviser.conf"
    site.write_text(text, encoding="utf-8")
    main = tmp_path / "nginx.conf"
    main.write_text(f"pid {tmp_path}/pid; events {{}} http {{ access_log off; include {site}; }}", encoding="utf-8")
    command = [need_nginx(), "-t", "-p", str(tmp_path), "-c", str(main), "-e", "stderr"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
