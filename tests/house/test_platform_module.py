"""The folder `platform/` never shadows the standard library's module of that name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
IS_STDLIB = "import platform; assert platform.python_version(), platform.__path__"
SETTINGS = "config.settings"

ENTRY_POINTS = {
    "python from the root": [sys.executable, "-c", IS_STDLIB],
    "manage.py": [sys.executable, "manage.py", "shell", "-v", "0", "-c", IS_STDLIB],
    "celery": [
        sys.executable, "-c",
        f"from celery.__main__ import main; import sys; from config import celery_app; {IS_STDLIB}",
    ],
    "celery worker": [
        str(Path(sys.executable).parent / "celery"), "-A", "config", "report",
    ],
    "wsgi": [sys.executable, "-c", f"from config.wsgi import application; {IS_STDLIB}"],
    "torch": [sys.executable, "-c", f"import torch; {IS_STDLIB}"],
}  # fmt: skip


def test_platform_folder_is_not_a_package():
    assert not (ROOT / "platform" / "__init__.py").exists()


def test_no_test_folder_is_named_platform():
    assert not (ROOT / "tests" / "platform").exists()


@pytest.mark.parametrize("entry_point", ENTRY_POINTS)
def test_every_entry_point_finds_the_standard_library(entry_point):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS}

    run = subprocess.run(
        ENTRY_POINTS[entry_point], cwd=ROOT, env=environment, capture_output=True, text=True
    )

    assert run.returncode == 0, run.stderr


def test_pytest_itself_finds_the_standard_library():
    import platform

    assert Path(platform.__file__).parent != ROOT
    assert platform.python_version()
