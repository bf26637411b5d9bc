"""The door to `platform/config`: makes that plain folder importable as the package `config`.

A package named `platform` would shadow the standard library's module of that name, so
`platform/` has no `__init__.py`. A module with `__path__` is a package by the import
system's own rule, and nothing is added to `sys.path`, so nothing can be shadowed.
"""

from importlib import import_module
from pathlib import Path

__path__ = [str(Path(__file__).resolve().parent / "platform" / "config")]

celery_app = import_module("config.celery").app
