"""docker-compose.yml, the Dockerfile and the proxy's settings, read as data."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONCE = {"migrate", "proxy-folders"}
OURS = {"web", "worker", "beat", "migrate"}
TEXT = (ROOT / "docker-compose.yml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def test_there_is_a_proxy_web_worker_beat_postgresql_and_redis() -> None:
    assert set(SERVICES) == {"proxy", "web", "worker", "beat", "postgres", "redis"} | ONCE


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.M)[-1] not in {"root", "0"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - OURS - {"proxy-folders"}))
def test_no_service_that_stays_runs_as_root(name: str) -> None:
    assert SERVICES[name]["user"].split(":")[0] not in {"root", "0"}


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE))
def test_every_service_that_stays_has_a_health_check_and_restarts(name: str) -> None:
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert "healthcheck" in SERVICES[name] or ("HEALTHCHECK" in DOCKERFILE and name in OURS)


@pytest.mark.parametrize("secret", ["SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_a_secret_has_no_default_and_its_absence_says_what_to_do(secret: str) -> None:
    uses = re.findall(r"\$\{" + secret + r"\b([^}]*)\}", TEXT)
    assert uses
    assert all(use.startswith(":?Set " + secret) for use in uses)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migrations_are_done(name: str) -> None:
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_proxy_is_reachable_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_redis_never_drops_what_it_took() -> None:
    assert "--maxmemory-policy noeviction" in SERVICES["redis"]["command"][-1]


def test_the_demo_is_off() -> None:
    assert "STRIDE_DEMO" not in TEXT
    assert "DEBUG" not in TEXT


def test_the_packages_of_the_image_are_checked_by_their_hashes() -> None:
    assert "--require-hashes" in DOCKERFILE


@pytest.mark.parametrize("path", ["backend", "frontend_static", "manage.py", "requirements.txt"])
def test_the_image_gets_what_it_copies(path: str) -> None:
    assert f"!{path}" in (ROOT / ".dockerignore").read_text().splitlines()
    assert path in DOCKERFILE


def test_the_proxy_names_the_host_once_and_hides_the_health_of_the_parts() -> None:
    words = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "{$DOMAIN}" in words
    assert "@inside path /healthz" in words
