"""Whether a comparison makes sense: kinds that go together, signs that say something, known values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .names import NAMES, SIGNS
from .nodes import Comparison, Value
from .tokens import KINDS, Token

FOR_WORDS = '"…" in {name}'


def checked(left: Value, sign: str, right: Value, tokens: Sequence[Token]) -> Comparison:
    """Both sides as values of one kind; `tokens` are where left, sign and right begin."""
    named = left if left.name else right
    if not named.name:
        raise tokens[0].fault("not_named")
    _check_sign(left, sign, right, tokens[1])
    sides = [
        _as_kind(value, named, token) for value, token in ((left, tokens[0]), (right, tokens[2]))
    ]
    return Comparison(sides[0], sign, sides[1])


def _check_sign(left: Value, sign: str, right: Value, token: Token) -> None:
    """Refuse a sign that says nothing of the named side."""
    named = left if left.name else right
    if "words" in (left.kind, right.kind):
        words = left if left.kind == "words" else right
        if sign != "in" or right.kind != "words" or left.name:
            known = FOR_WORDS.format(name=words.name)
            raise token.fault("wrong_sign", sign=token.value, name=words.name, known=known)
        return
    signs = SIGNS[named.kind]
    if named.kind != "names" and not right.is_list:
        signs = tuple(one for one in signs if "in" not in one)  # nothing to be in
    if right.is_list or (left.name and right.name and named.kind == "names"):
        signs = tuple(one for one in signs if "in" in one)
    if sign not in signs or left.is_list:
        known = ", ".join(signs)
        raise token.fault("wrong_sign", sign=token.value, name=named.name, known=known)


def _as_kind(value: Value, named: Value, token: Token) -> Value:
    """A side of the comparison as a value of the named side's kind."""
    kinds = {value.kind, named.kind}
    if len(kinds) > 1 and (value.name or "number" in kinds):
        kind, other = KINDS[named.kind], KINDS[value.kind]
        raise token.fault("wrong_kind", name=named.name, kind=kind, other_kind=other)
    if value.name:
        return value
    known = NAMES[named.name].known
    texts = tuple(text.strip().lower() for text in value.texts)
    for text in texts:
        if known and text not in known:
            found = ", ".join(known)
            raise token.fault("unknown_value", found=text, name=named.name, known=found)
    return replace(value, kind=named.kind, texts=texts)
