"""The rules of the house that no linter knows: sizes, names, where things may stand."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("accounts", "tracking", "courses", "recommendations")
FORBIDDEN_FILES = {"services.py", "utils.py", "helpers.py"}
MOST_LINES = 300
MOST_TEMPLATE_LINES = 150
MOST_FUNCTION_LINES = 45


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).exists()]


SOURCES = [path for path in tracked("*.py") if "migrations" not in path.parts]
OURS = [path for path in SOURCES if path.relative_to(ROOT).parts[0] != "tests"]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_sources_to_check():
    assert len(OURS) > 20


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_no_source_file_is_longer_than_300_lines(path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_nearly_all_source_files_stay_under_200_lines():
    short = [path for path in OURS if len(path.read_text("utf-8").splitlines()) <= 200]
    assert len(short) >= 0.9 * len(OURS)


@pytest.mark.parametrize("path", tracked("templates/*.html"), ids=relative)
def test_no_template_is_longer_than_150_lines(path):
    assert len(path.read_text("utf-8").splitlines()) < MOST_TEMPLATE_LINES


def test_no_file_has_a_name_that_says_nothing():
    assert not [relative(path) for path in OURS if path.name in FORBIDDEN_FILES]


@pytest.mark.parametrize("path", OURS, ids=relative)
def test_functions_stay_short(path):
    tree = ast.parse(path.read_text("utf-8"))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno > MOST_FUNCTION_LINES]
    assert not long


def test_templates_carry_no_inline_script_or_style():
    inline = re.compile(
        r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|\son\w+=", re.IGNORECASE
    )
    pages = [path for path in tracked("templates/*.html") if "admin" not in path.parts]
    assert not [relative(path) for path in pages if inline.search(path.read_text("utf-8"))]


def test_environment_variables_are_all_documented():
    readers = r"read_(?:bool|int|list|url)\(\s*\"([A-Z_]+)\"|env\.\w+\(\s*\"([A-Z_]+)\""
    config = "".join(
        path.read_text("utf-8") for path in (ROOT / "platform" / "config").glob("*.py")
    )
    names = {first or second for first, second in re.findall(readers, config)}
    documented = set(
        re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    )
    assert names <= documented


def test_the_lock_asks_for_the_exact_torch():
    for lock in ("requirements.txt", "requirements-test.txt"):
        assert "torch==2.13.0\n" in (ROOT / lock).read_text("utf-8")


def test_the_project_speaks_of_itself_alone():
    words = re.compile(
        r"/work/|/tmp/hr|pypi\.org|npmjs|debian\.org/|\bTODO\b|\bFIXME\b|coming soon", re.IGNORECASE
    )
    texts = tracked("*.py", "*.md", "*.html", "*.js", "*.css", "*.sh", "*.toml", "*.yaml", "bin/*")
    texts = [path for path in texts if path != Path(__file__).resolve()]
    assert not [relative(path) for path in texts if words.search(path.read_text("utf-8"))]
