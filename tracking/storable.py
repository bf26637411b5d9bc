"""Makes text of the outside world storable: no database takes NUL, no encoding half a character."""

from typing import Any


def storable(value: Any) -> Any:
    """The same value without NUL characters and lone surrogates, however deep they sit."""
    match value:
        case str():
            return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {storable(str(key)): storable(part) for key, part in value.items()}
        case list() | tuple():
            return [storable(part) for part in value]
        case _:
            return value
