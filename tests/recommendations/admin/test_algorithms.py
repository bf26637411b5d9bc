"""Staff set the knobs of an algorithm in a form that was made of them."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from recommendations.admin.knobs import PREFIX, field_of, help_of, label_of, shown_knobs
from recommendations.engine import registry
from recommendations.engine.algorithms.base import Knob
from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import AlgorithmSetting
from tests.house.test_translations import known
from tests.recommendations.admin.conftest import client_of

LIST = "/admin/recommendations/algorithmsetting/"
ROOT = Path(__file__).resolve().parent.parent.parent.parent


@pytest.fixture(autouse=True)
def settings_of_all(db):
    ensure_defaults()


def address(name: str) -> str:
    setting = AlgorithmSetting.objects.get(name=name)
    return reverse("admin:recommendations_algorithmsetting_change", args=[setting.pk])


def posted(**knobs: object) -> dict[str, object]:
    form = {"is_enabled": "on", "weight": "1.0", "full_every": "7"}
    return form | {f"{PREFIX}{name}": value for name, value in knobs.items()}


@pytest.mark.parametrize("name", registry.names())
def test_every_algorithm_has_a_form_with_its_knobs(staff, name):
    page = staff.get(address(name))

    assert page.status_code == 200
    for knob in shown_knobs(name):
        assert f'name="{PREFIX}{knob.name}"' in page.content.decode()


@pytest.mark.parametrize("name", registry.names())
def test_an_empty_form_means_the_defaults_and_stores_nothing(staff, name):
    answer = staff.post(address(name), posted())

    assert answer.status_code == 302
    assert AlgorithmSetting.objects.get(name=name).params == {}


def test_only_what_differs_from_the_defaults_is_stored(staff):
    default = next(k.default for k in registry.knobs("ease") if k.name == "position_half_life")

    staff.post(address("ease"), posted(l2="250", position_half_life=str(default)))

    assert AlgorithmSetting.objects.get(name="ease").params == {"l2": 250.0}


def test_a_stored_value_comes_back_into_its_field(staff):
    AlgorithmSetting.objects.filter(name="ease").update(params={"l2": 333.0})

    form = staff.get(address("ease")).context["adminform"].form

    assert form.initial.get(f"{PREFIX}l2", form.fields[f"{PREFIX}l2"].initial) == 333.0


@pytest.mark.parametrize("wrong", ["0", "100001", "many", "nan", "inf"])
def test_a_wrong_value_is_refused_at_its_field_naming_the_limits(staff, wrong):
    page = staff.post(address("ease"), posted(l2=wrong, neighbours="5"))

    assert page.status_code == 200
    form = page.context["adminform"].form
    assert form.errors == {f"{PREFIX}l2": ["A number from 1 to 100000."]}
    assert AlgorithmSetting.objects.get(name="ease").params == {}


def test_a_whole_number_with_a_fraction_is_refused(staff):
    page = staff.post(address("ease"), posted(neighbours="2.5"))

    errors = page.context["adminform"].form.errors
    assert errors == {f"{PREFIX}neighbours": ["A whole number from 0 to 20000."]}


def test_a_choice_that_does_not_exist_is_refused(staff):
    page = staff.post(address("content"), posted(measure="astrology"))

    assert list(page.context["adminform"].form.errors) == [f"{PREFIX}measure"]


def test_a_weight_below_zero_is_refused_naming_the_field(staff):
    page = staff.post(address("ease"), posted() | {"weight": "-1"})

    assert list(page.context["adminform"].form.errors) == ["weight"]


def test_a_stored_knob_that_is_gone_is_shown_and_dropped(staff):
    AlgorithmSetting.objects.filter(name="ease").update(params={"lambda_two": 3, "l2": 5.0})

    assert "lambda_two = 3" in staff.get(address("ease")).content.decode()
    staff.post(address("ease"), posted(l2="5"))

    assert AlgorithmSetting.objects.get(name="ease").params == {"l2": 5.0}


def test_an_algorithm_that_is_gone_can_still_be_opened(staff):
    AlgorithmSetting.objects.create(name="crystal_ball", params={"radius": 2})

    assert staff.get(address("crystal_ball")).status_code == 200
    assert "no longer part of Homeroom" in staff.get(LIST).content.decode()


def test_the_form_of_the_hybrid_has_no_weight_of_its_own(staff):
    page = staff.get(address("hybrid"))

    fields = list(page.context["adminform"].form.fields)
    assert fields == [f"{PREFIX}fusion", f"{PREFIX}session"]


def test_an_algorithm_that_came_with_a_release_appears_in_the_list(staff):
    AlgorithmSetting.objects.filter(name="ials").delete()

    staff.get(LIST)

    assert AlgorithmSetting.objects.filter(name="ials").exists()


def test_weights_are_changed_in_the_list(staff):
    formset = {"form-TOTAL_FORMS": 9, "form-INITIAL_FORMS": 9, "_save": "Save"}
    for place, setting in enumerate(AlgorithmSetting.objects.order_by("name")):
        formset |= {f"form-{place}-id": setting.pk, f"form-{place}-weight": "0.25"}

    answer = staff.post(LIST, formset)

    assert answer.status_code == 302
    ease = AlgorithmSetting.objects.get(name="ease")
    assert (ease.weight, ease.is_enabled) == (0.25, False)


def test_a_change_is_noted_with_who_made_it(staff, dan):
    staff.post(address("ease"), posted(l2="50"))

    entry = LogEntry.objects.get()
    assert entry.user == dan
    assert "Ridge penalty" in entry.get_change_message()


def test_only_staff_with_the_permission_open_and_change_an_algorithm(
    client, ann, eva, instructor, allow
):
    assert client.get(LIST).status_code == 302
    assert client_of(ann).get(LIST).status_code == 302
    assert instructor.get(LIST).status_code == 403
    assert client_of(eva).get(LIST).status_code == 403
    viewer = allow(eva, "view_algorithmsetting")
    assert viewer.get(address("ease")).status_code == 200
    assert viewer.post(address("ease"), posted(l2="50")).status_code == 403
    changer = allow(eva, "change_algorithmsetting")
    assert changer.post(address("ease"), posted(l2="50")).status_code == 302


def test_every_kind_of_knob_has_a_field():
    knobs = {
        "bool": Knob("is_fast", "bool", True, None, None, (), "Fast.", False),
        "text": Knob("model", "text", "small", None, None, (), "Which model.", False),
        "mapping": Knob("parts", "mapping", {"a": 1.0}, None, None, (), "Parts.", False),
    }

    fields = {kind: field_of(knob, {}) for kind, knob in knobs.items()}

    assert fields["bool"].initial is True
    assert fields["text"].clean("") == ""
    assert fields["mapping"].clean('{"a": 2}') == {"a": 2}
    assert help_of(knobs["text"]).startswith("Which model. Default: small.")


def test_every_sentence_about_a_knob_is_translated():
    said = known()
    for name in registry.names():
        assert registry.find(name).label in said
        for knob in shown_knobs(name):
            assert knob.help in said, knob.help
            assert label_of(knob.name) in said, knob.name


def test_opening_a_form_loads_no_heavy_library():
    code = (
        "import django, sys; django.setup()\n"
        "import config.urls, recommendations.admin\n"
        "from recommendations.admin.knobs import field_of, shown_knobs\n"
        "from recommendations.engine import registry\n"
        "[field_of(knob, {}) for name in registry.names() for knob in shown_knobs(name)]\n"
        "[registry.create(name) for name in registry.names()]\n"
        "loaded = {'torch', 'sklearn', 'scipy', 'pandas', 'lightgbm'} & set(sys.modules)\n"
        "sys.stdout.write(f'loaded: {sorted(loaded)}')\n"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings", "PATH": ""}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert (done.stdout, done.returncode) == ("loaded: []", 0), done.stderr
