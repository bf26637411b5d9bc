"""Cutting a line of rules into words and signs, each with its column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

TokenKind = Literal["text", "number", "name", "sign", "end"]

# Every fault, by its code; a form may say it in another language.
FAULTS: Mapping[str, str] = {
    "strange_sign": "“{found}” is no part of a rule",
    "open_text": "this text is never closed by a quotation mark",
    "expected": "{expected} expected, not “{found}”",
    "expected_at_end": "{expected} expected, but the line ends",
    "unknown_name": "there is no “{found}”. There are: {known}",
    "misspelt_name": "there is no “{found}”. Did you mean “{near}”?",
    "unknown_value": "“{found}” never happens for {name}. There are: {known}",
    "wrong_sign": "“{sign}” says nothing of {name}. Use: {known}",
    "wrong_kind": "{name} is {kind}, this is {other_kind}",
    "not_named": "a comparison needs a name, such as “level”, on one side",
    "too_many_points": "points lie between -{limit} and {limit}",
    "too_deep": "more than {limit} brackets inside each other",
    "too_long": "more than {limit} rules",
}


# What a place in a rule may hold, for `expected`.
EXPECTED: Mapping[str, str] = {
    "arrow": "“and”, “or” or “->”",
    "bracket": "a closing bracket",
    "comparison": "a comparison such as “==” or “in”",
    "end": "the end of the line",
    "in": "“in”",
    "list_end": "a comma or “]”",
    "points": "a number of points such as +2 or -0.5",
    "text": "a text in quotation marks",
    "value": "a name, a text in quotation marks or a number",
}
# What kinds of values there are, for `kind` and `other_kind`.
KINDS: Mapping[str, str] = {
    "text": "a text",
    "language": "a language",
    "level": "a level",
    "number": "a number",
    "names": "a list of names",
    "words": "words",
}


class RuleError(ValueError):
    """A fault in a rule, with its line and column, both counted from 1."""

    def __init__(self, code: str, line: int, column: int, width: int = 1, **facts: Any) -> None:
        self.code, self.line, self.column, self.width = code, line, column, width
        self.facts: dict[str, Any] = facts
        super().__init__(f"Line {line}, column {column}: {FAULTS[code].format(**facts)}.")


@dataclass(frozen=True)
class Token:
    """A word or a sign; `value` is what it says, without quotation marks."""

    kind: TokenKind
    value: str
    line: int
    column: int
    width: int

    def fault(self, code: str, **facts: Any) -> RuleError:
        """A fault that lies here."""
        return RuleError(code, self.line, self.column, max(self.width, 1), **facts)


_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<text> "[^"]*" | '[^']*' | “[^”]*” )
      | (?P<number> \d{1,9}(?:\.\d{1,9})? )
      | (?P<name> [a-z_][a-z_.]* )
      | (?P<sign> -> | → | == | != | <= | >= | [<>()（）\[\],，+-] )""",
    re.VERBOSE | re.IGNORECASE,
)
_SAME = {"→": "->", "（": "(", "）": ")", "，": ","}  # as a Chinese keyboard writes them


def tokens_of(text: str, line: int) -> Iterator[Token]:
    """The tokens of one line, and one for its end."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            code = "open_text" if text[at] in "\"'“" else "strange_sign"
            raise RuleError(code, line, at + 1, found=text[at])
        kind: Any = found.lastgroup
        if kind != "space":
            yield Token(kind, _value(kind, found.group()), line, at + 1, len(found.group()))
        at = found.end()
    yield Token("end", "", line, len(text) + 1, 0)


def _value(kind: str, written: str) -> str:
    """What a token says."""
    if kind == "text":
        return written[1:-1]
    return written.lower() if kind == "name" else _SAME.get(written, written)
