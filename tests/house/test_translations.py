"""The site is complete in Simplified Chinese."""

import ast
import gettext
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = [ROOT / "locale", ROOT / "locale" / "words"]
SOURCES = ("accounts", "courses", "recommendations", "tracking")
IN_TEMPLATE = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
CALLS = {"_", "gettext", "gettext_lazy"}


def catalogue(folder: Path) -> gettext.GNUTranslations:
    compiled = folder / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file)


def known() -> set[str]:
    """Every text that is said in Chinese; plural forms are keyed by (text, number)."""
    keys = {key for folder in FOLDERS for key in catalogue(folder)._catalog}
    return {key[0] if isinstance(key, tuple) else key for key in keys}


def texts_of_templates() -> set[str]:
    pages = [path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html")]
    return {first or second for page in pages for first, second in IN_TEMPLATE.findall(page)}


def texts_of_code() -> set[str]:
    found: set[str] = set()
    for app in SOURCES:
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in CALLS:
                    found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    return found


def test_every_text_of_the_templates_is_said_in_chinese():
    assert not texts_of_templates() - known()


def test_every_text_of_the_code_is_said_in_chinese():
    assert not {text for text in texts_of_code() - known() if isinstance(text, str)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_compiled_catalogue_says_what_the_source_says(folder):
    source = (folder / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text("utf-8")
    said = catalogue(folder)._catalog

    for entry in source.split("\n\n")[1:]:
        texts = re.findall(r'^msgid ((?:".*"\n?)+)', entry, re.MULTILINE)
        key = "".join(ast.literal_eval(line) for line in texts[0].splitlines() if line)
        strings = re.findall(r'^msgstr(?:\[0\])? ((?:".*"\n?)+)', entry, re.MULTILINE)
        value = "".join(ast.literal_eval(line) for line in strings[0].splitlines() if line)
        assert value, key
        assert value in (said.get(key), said.get((key, 0))), key
