"""Settings: a wrong value names its variable, and production settings are safe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def manage(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    ours = {"DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    known = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=known | variables, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", "perhaps", "true or false"),
        ("CONN_MAX_AGE", "soon", "a whole number"),
        ("DATABASE_URL", "mysql://localhost/x", "postgres://"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("EVENT_RETENTION_DAYS", "0", "a whole number from 1"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_it_takes(name, value, expected):
    postgres = {"DATABASE_URL": "postgres://nobody@/nothing"} if name == "CONN_MAX_AGE" else {}

    run = manage("check", **(postgres | {name: value}))

    assert run.returncode != 0
    assert name in run.stderr
    assert expected in run.stderr


def test_production_refuses_to_start_without_a_secret_key():
    run = manage("check", DEBUG="false", SECRET_KEY="")

    assert run.returncode != 0
    assert "SECRET_KEY" in run.stderr


def test_the_deployment_check_is_clean_under_production_settings():
    key = "a-long-random-text-for-this-test-only-0123456789-abcdefghij"

    run = manage("check", "--deploy", "--fail-level", "WARNING", DEBUG="false", SECRET_KEY=key,
                 ALLOWED_HOSTS="learn.example.org")  # fmt: skip

    assert run.returncode == 0, run.stderr
