"""Every algorithm and every page about them is named in the index."""

import re
from pathlib import Path

import pytest

from recommendations.engine import registry

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "algorithms"
INDEX = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", registry.names())
def test_every_algorithm_is_in_the_index(name):
    assert f"`{name}`" in INDEX


def test_every_page_is_linked_and_every_link_leads_to_a_page():
    linked = set(re.findall(r"\]\(([a-z_]+\.md)\)", INDEX))

    assert linked == {page.name for page in FOLDER.glob("*.md")} - {"README.md"}
