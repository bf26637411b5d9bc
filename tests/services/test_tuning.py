"""A search for better knobs that real workers of the queue of training do."""

import json

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def told(tmp_path):
    path = tmp_path / "walks.txt"
    path.write_text("\n".join(f"{n} {n % 9} {(n + 1) % 9} {(n + 2) % 9}" for n in range(40)))
    store = tmp_path / "trials"
    return {"form": "sequences", "path": path, "store": store, "json": True, "celery": True}


def test_workers_make_the_trials(told, worker, capsys):
    call_command("tune", "popularity", **told, trials=3, workers=2)

    assert json.loads(capsys.readouterr().out)["trials"] >= 3


def test_without_a_worker_the_command_says_how_to_start_one(told, redis_url):
    with pytest.raises(CommandError, match="-Q training"):
        call_command("tune", "popularity", **told, trials=3, patience=0.1)
