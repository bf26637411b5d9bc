"""Guesses the encoding of a file: by its mark, as UTF-8, else among those of China and the West."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

# What a person may choose; GBK is read as GB18030, which contains it.
CHOICES = ("utf-8", "utf-16", "gbk", "gb18030", "big5", "cp1252")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE = ("gb18030", "big5")
# Lead bytes of the everyday characters: first level of GB 2312, first level of Big5.
_EVERYDAY = {"gb18030": range(0xB0, 0xD8), "big5": range(0xA4, 0xC7)}
_FIRST_TRAIL = {"gb18030": 0xA1, "big5": 0x40}
CLEARLY_CHINESE = 0.5
_DOUBLE = re.compile(rb"[\x80-\xff]{2}")


@dataclass(frozen=True)
class Encoding:
    """An encoding and how it was found out."""

    name: str
    is_guess: bool = True


def read_text(content: bytes, chosen: str = "") -> tuple[str, Encoding]:
    """Decode a file. Raises UnicodeDecodeError where the chosen encoding does not fit."""
    encoding = Encoding(_codec(chosen), is_guess=False) if chosen else guess(content)
    text = content.decode(encoding.name)
    return text.removeprefix("\ufeff"), encoding


def guess(content: bytes) -> Encoding:
    """The most likely encoding: marks and valid UTF-8 leave no doubt, the rest is a guess."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Encoding(name, is_guess=False)
    if _decodes(content, "utf-8"):
        return Encoding("utf-8")
    return Encoding(_guess_legacy(content))


def _guess_legacy(content: bytes) -> str:
    """Chinese where most double bytes are everyday characters, else what the library finds."""
    shares = {name: _everyday_share(content, name) for name in _CHINESE if _decodes(content, name)}
    likely = [name for name, share in shares.items() if share == max(shares.values())]
    if likely and shares[likely[0]] >= CLEARLY_CHINESE:
        if len(likely) == 1:
            return likely[0]
        best = from_bytes(content, cp_isolation=likely).best()
        return best.encoding if best is not None else likely[0]
    if not _DOUBLE.search(content):  # accents stand alone between letters
        return "cp1252"
    best = from_bytes(content, cp_isolation=[*shares, "cp1252"]).best()
    return best.encoding if best is not None else "cp1252"


def _codec(chosen: str) -> str:
    name = codecs.lookup(chosen).name
    return {"gbk": "gb18030", "gb2312": "gb18030", "utf-8": "utf-8-sig"}.get(name, name)


def _decodes(content: bytes, name: str) -> bool:
    try:
        content.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _everyday_share(content: bytes, name: str) -> float:
    """The share of double-byte characters that are everyday ones under an encoding.

    Short files give charset-normalizer too little to tell GB18030 from Big5; the frequent
    characters of each lie in a range of their own, which a few names are enough to show.
    """
    everyday, total, place = 0, 0, 0
    while place < len(content) - 1:
        lead, trail = content[place], content[place + 1]
        is_double = lead >= 0x81
        total += is_double
        everyday += is_double and lead in _EVERYDAY[name] and trail >= _FIRST_TRAIL[name]
        place += 2 if is_double else 1
    return everyday / total if total else 0.0
