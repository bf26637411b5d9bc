"""Times in a question: how long a course may last, and how much of a week there is for it."""

import re

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "a couple of": 2, "a few": 3, "half an": 0.5, "half a": 0.5,
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "十": 10, "半": 0.5, "几": 3,
}  # fmt: skip
NUMBER = r"\d+(?:\.\d+)?|half an?|a couple of|a few|an?|" + "|".join(
    word for word in NUMBERS if word.isascii() and " " not in word and len(word) > 2
)
NUMBER_ZH = r"\d+(?:\.\d+)?|[一两二三四五六七八九十半几]"
UNITS = {"hour": 60, "hr": 60, "h": 60, "minute": 1, "min": 1, "小时": 60, "钟头": 60, "分钟": 1}
UNIT = r"(?:hours?|hrs?|minutes?|mins?)"
EVENING_MINUTES = 90
SHORT_MINUTES = 120
LONGEST = 60 * 24 * 7

WEEKLY = (
    (re.compile(rf"\b({NUMBER})[ -](evening|night|session|time)s?(?: of \w+)? (?:a|per|each|every) week", re.IGNORECASE), EVENING_MINUTES),
    (re.compile(rf"(?:每周|一周|每星期)\s*({NUMBER_ZH})\s*(?:个)?(晚上|晚|次)"), EVENING_MINUTES),
    (re.compile(rf"\b({NUMBER})[ -]({UNIT}) (?:a|per|each|every) week", re.IGNORECASE), 0),
    (re.compile(rf"(?:每周|一周|每星期)(?:有|只有|能)?\s*({NUMBER_ZH})\s*(?:个)?(小时|钟头|分钟)"), 0),
)  # fmt: skip
DAILY = (
    re.compile(rf"\b({NUMBER})[ -]({UNIT}) (?:a|per|each|every) day", re.IGNORECASE),
    re.compile(rf"(?:每天|一天|每日)(?:有|只有|能)?\s*({NUMBER_ZH})\s*(?:个)?(小时|钟头|分钟)"),
)
AT_MOST = (
    re.compile(
        rf"(?:\b(?:in|within|under|less than|at most|up to|no more than|not more than|takes?|only)\b )"
        rf"(?:about |only )?({NUMBER})[ -]({UNIT})\b(?: or less)?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b({NUMBER})[ -]({UNIT}) (?:or less|at most|long|course)\b", re.IGNORECASE),
    re.compile(rf"({NUMBER_ZH})\s*(?:个)?(小时|钟头|分钟)(?:之内|以内|内|以下)(?:能|可以)?(?:学完|看完)?"),
    re.compile(rf"不超过\s*({NUMBER_ZH})\s*(?:个)?(小时|钟头|分钟)"),
)  # fmt: skip
SHORT = re.compile(
    r"\b(?:something |anything )?(?:short|quick|brief)\b(?= (?:about|on|course|class|one)|[,.!?]|$)"
    r"|(?<!不)短(?:一点|点|小)?的|速成",
    re.IGNORECASE,
)


def read_times(text: str) -> tuple[int, int, str]:
    """Minutes at most, minutes a week (0 = not said), and the text without these words."""
    weekly, text = _first(text, WEEKLY)
    if not weekly:
        daily, text = _first(text, [(one, 0) for one in DAILY])
        weekly = 7 * daily
    most, text = _first(text, [(one, 0) for one in AT_MOST])
    if not most and SHORT.search(text):
        most, text = SHORT_MINUTES, SHORT.sub(" ", text)
    return int(min(most, LONGEST)), int(min(weekly, LONGEST)), text


def _first(
    text: str,
    patterns: "tuple[tuple[re.Pattern[str], int], ...] | list[tuple[re.Pattern[str], int]]",
) -> tuple[float, str]:
    for pattern, minutes in patterns:
        found = pattern.search(text)
        if found:
            amount = _number(found[1]) * (minutes or _unit(found[2]))
            return amount, f"{text[: found.start()]} {text[found.end() :]}"
    return 0, text


def _number(text: str) -> float:
    known = NUMBERS.get(text.lower())
    return float(text) if known is None else known


def _unit(text: str) -> int:
    return UNITS.get(text.lower(), 0) or UNITS[text.lower().rstrip("s")]
