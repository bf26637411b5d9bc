"""The engine's parts keep to their places: one algorithm never leans on another."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from recommendations.engine import registry

ENGINE = Path(registry.__file__).parent
ORDER = ["data", "features", "algorithms", "ranking", "evaluation"]  # lower ones first


def imports_of(path):
    """The dotted names that a file imports, relative ones made whole."""
    package = ["recommendations", "engine", *path.relative_to(ENGINE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            yield ".".join([*base, *filter(None, [node.module])])


@pytest.mark.parametrize("name", registry.names())
def test_no_algorithm_imports_another(name):
    modules = {path.rpartition(".")[0] for path in registry.ALGORITHMS.values()}
    own = registry.ALGORITHMS[name].rpartition(".")[0]
    path = ENGINE / f"{own.replace('.', '/')}.py"

    others = {f"recommendations.engine.{module}" for module in modules - {own}}

    assert not others & set(imports_of(path))


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.py")), ids=lambda p: p.stem)
def test_a_stage_imports_only_what_lies_below_it(path):
    stage = path.relative_to(ENGINE).parts[0]
    above = ORDER[ORDER.index(stage) + 1 :] if stage in ORDER else []

    reached = {
        name.split(".")[2]
        for name in imports_of(path)
        if name.startswith("recommendations.engine.")
    }

    assert not reached & set(above)
