"""From the text of a rule book to rules: a parser that knows every name and refuses all else.

rule       = condition "->" points
condition  = and { "or" and }           and = not { "and" not }
not        = "not" not | "(" condition ")" | comparison
comparison = value sign value           sign = == != < <= > >= in, not in
value      = name | text | number | "[" text { "," text } "]"
"""

from __future__ import annotations

from difflib import get_close_matches

from .checking import checked
from .names import NAMES
from .nodes import Both, Condition, Either, Not, Rule, Value
from .tokens import EXPECTED, RuleError, Token, tokens_of

MOST_POINTS = 100.0
MOST_RULES = 500
DEEPEST = 30
COMPARING = ("==", "!=", "<=", ">=", "<", ">")
_WORDS = ("and", "or", "not", "in")


def parse(text: str) -> tuple[Rule, ...]:
    """The rules of a book, one a line; what follows a # at the start of a line is a remark."""
    rules = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            rules.append(_Parser(line, number).rule())
        if len(rules) > MOST_RULES:
            raise RuleError("too_long", number, 1, len(line), limit=MOST_RULES)
    return tuple(rules)


class _Parser:
    """Reads one line from left to right; each method takes what its name says."""

    def __init__(self, line: str, number: int) -> None:
        self.number = number
        self.tokens = list(tokens_of(line, number))
        self.at = 0
        self.depth = 0

    def rule(self) -> Rule:
        """The whole line."""
        condition = self._either()
        self._need("->", "arrow")
        points = self._points()
        if self.next.kind != "end":
            raise self._expected("end")
        return Rule(condition, points, self.number)

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _both(self) -> Condition:
        parts = [self._not()]
        while self._took("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def _not(self) -> Condition:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.next.fault("too_deep", limit=DEEPEST)
        if self._took("not"):
            found: Condition = Not(self._not())
        elif self._took("("):
            found = self._either()
            self._need(")", "bracket")
        else:
            found = self._comparison()
        self.depth -= 1
        return found

    def _comparison(self) -> Condition:
        tokens = [self.next]
        left = self._value()
        tokens.append(self.next)
        sign = self._sign()
        tokens.append(self.next)
        right = self._value()
        found = checked(left, sign.removeprefix("not "), right, tokens)
        return Not(found) if sign == "not in" else found

    def _sign(self) -> str:
        if self._took("not"):
            self._need("in", "in")
            return "not in"
        for sign in (*COMPARING, "in"):
            if self._took(sign):
                return sign
        raise self._expected("comparison")

    def _value(self) -> Value:
        token = self.next
        if token.kind == "name" and token.value not in _WORDS:
            self.at += 1
            return _named(token)
        if token.kind == "text":
            self.at += 1
            return Value("text", texts=(token.value,))
        if token.kind == "number":
            self.at += 1
            return Value("number", number=float(token.value))
        if self._took("["):
            return self._list()
        raise self._expected("value")

    def _list(self) -> Value:
        texts = [self._text()]
        while self._took(","):
            texts.append(self._text())
        self._need("]", "list_end")
        return Value("names", texts=tuple(texts), is_list=True)

    def _text(self) -> str:
        token = self.next
        if token.kind != "text":
            raise self._expected("text")
        self.at += 1
        return token.value

    def _points(self) -> float:
        sign = -1.0 if self._took("-") else 1.0
        if sign > 0:
            self._took("+")
        token = self.next
        if token.kind != "number":
            raise self._expected("points")
        self.at += 1
        points = sign * float(token.value)
        if abs(points) > MOST_POINTS:
            raise token.fault("too_many_points", limit=f"{MOST_POINTS:g}")
        return points

    @property
    def next(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.at]

    def _is(self, value: str) -> bool:
        return self.next.value == value and self.next.kind in ("sign", "name")

    def _took(self, value: str) -> bool:
        """Whether the next token is this one; it is passed then."""
        is_next = self._is(value)
        self.at += is_next
        return is_next

    def _need(self, value: str, expected: str) -> None:
        if not self._took(value):
            raise self._expected(expected)

    def _expected(self, what: str) -> RuleError:
        token, expected = self.next, EXPECTED[what]
        if token.kind == "end":
            return token.fault("expected_at_end", expected=expected)
        return token.fault("expected", expected=expected, found=token.value)


def _named(token: Token) -> Value:
    """The value behind a name."""
    if token.value in NAMES:
        return Value(NAMES[token.value].kind, name=token.value)
    near = get_close_matches(token.value, NAMES, n=1)
    if near:
        raise token.fault("misspelt_name", found=token.value, near=near[0])
    raise token.fault("unknown_name", found=token.value, known=", ".join(NAMES))
