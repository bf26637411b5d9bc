"""The site's own ledger can be evaluated and tuned like any public data set."""

import json

import pytest
from django.core.management import call_command

from recommendations.models import AlgorithmSetting


@pytest.mark.parametrize("protocol", ["leave_last_out", "temporal", "rolling"])
def test_what_learners_did_here_is_judged(world, capsys, protocol):
    call_command(
        "evaluate", "--dataset=site", f"--protocol={protocol}", "--folds=2", "--defaults",
        "--algorithms=ease", "--json",
    )  # fmt: skip

    line = json.loads(capsys.readouterr().out)
    assert line["dataset"] == "site"
    assert line["learners"] > 0


def test_knobs_chosen_on_the_site_are_proposed_to_its_staff(world, tmp_path):
    call_command("tune", "ease", "--dataset=site", "--trials=3", f"--store={tmp_path}", "--propose")

    proposal = AlgorithmSetting.objects.get(name="ease").proposal
    assert proposal["dataset"] == "site"
    assert set(proposal["params"]) <= set(proposal["searched"])
