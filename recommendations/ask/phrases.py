"""The ways in which people say what they want, in English and Chinese, as patterns."""

import re

from accounts.models import Level
from recommendations.ask.types import Intent


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


COURSE = r"(?:courses?|class(?:es)?|lessons?)"

GREETING = _any(
    r"^\W*(?:hi|hello|hey|good (?:morning|evening)|thanks?|thank you)(?: there)?\W*$",
    r"^\W*(?:你好|您好|嗨|谢谢|早上好|晚上好)\W*$",
)
# Of other people, or of the site's inside: nothing that a catalogue answers.
PRIVATE = _any(
    r"\b(?:every|all|other|another|somebody)\b.{0,20}\b(?:learners?|students?|users?|people|person)\b"
    r".{0,30}\b(?:e-?mails?|addresses|phones?|passwords?|names?)\b",
    r"\b(?:e-?mails?|addresses|phones?|passwords?|names?)\b.{0,20}\bof\b.{0,20}"
    r"\b(?:learners?|students?|users?)\b",
    r"(?:其他|别的|所有|每个|全部).{0,4}(?:学员|学生|用户|人).{0,8}(?:邮箱|姓名|名字|电话|密码|地址)",
    r"\b(?:system|hidden|secret) (?:prompt|instructions?)\b|系统提示|提示词",
)

ANCHORED: dict[Intent, re.Pattern[str]] = {
    Intent.EASY: _any(r"\btoo (?:easy|simple|basic|slow)\b", r"太(?:简单|容易|浅|基础)"),
    Intent.HARD: _any(r"\btoo (?:hard|difficult|advanced|fast)\b", r"太(?:难|深|快)"),
    Intent.COMPARE: _any(
        r"\bcompar(?:e|ed|ing|ison)\b",
        r"\bdifferences? between\b",
        r"\bwhich (?:one )?(?:of (?:the|these) )?\w* ?is better\b",
        r"比较(?:一下)?.{0,12}(?:课|两|《|这)|有什么(?:区别|不同)|哪(?:一)?(?:门|个)(?:更|比较)好|对比",
    ),
    Intent.BEFORE: _any(
        r"\b(?:need|know|take|learn|study|do|should|first)\b.{0,30}\bbefore "
        r"(?:I (?:start|take|begin) )?(?P<x>[^?.!,]+)",
        r"^\W*before (?:I (?:start|take|begin) )?(?P<w>[^?.!,]+)",
        r"\b(?:prerequisites?|requirements?) (?:of|for) (?P<y>[^?.!,]+)",
        r"\bready for (?P<z>[^?.!,]+)",
        r"^\W*(?:在)?(?:开始)?(?:学(?!习))?(?P<u>[^，。？?!！]{2,40}?)之前.{0,6}(?:学|会|知道|了解|准备|掌握|基础)",
        r"(?:先修|前置|预备).{0,4}(?:课|知识|要求)",
    ),
    Intent.AFTER: _any(
        r"\b(?:comes?|next|follows?|take|learn|study|do|go|continue)\b.{0,12}\bafter "
        r"(?:finishing |taking |I (?:finish|finished|took) )?(?P<x>[^?.!,]+)",
        r"\bafter (?:finishing |taking )?(?P<w>[^?.!,]+),? (?:what|which|where)",
        r"\b(?:finished|completed|done with|liked|loved|enjoyed) (?P<y>[^?.!,]+?)"
        r"(?=$|[?.!,]| and\b| what\b| but\b)",
        r"\bmore like (?P<z>[^?.!,]+)",
        r"(?:学完|上完|看完|学过)(?!的)(?:了)?(?P<u>[^，。？?!！]{2,40}?)(?:之后|以后|后|，|,|$)",
        r"(?P<v>[^，。？?!！]{2,40}?)(?:之后|以后)(?:该|应该|还|可以|再)?(?:学|上|看|读)",
        r"(?:喜欢)(?P<t>《[^》]+》)",
    ),
}
# The course that was too easy or too hard, where no title is set apart.
JUDGED = _any(
    r"\b(?:liked|loved|took|tried|did|finished|enjoyed) (?P<x>[^?.!,]+?) (?:but|and|,|which)",
    r"^(?P<y>[^?.!,]+?) (?:was|is|were|felt|seems?) (?:way |far |much )?too\b",
    r"(?:喜欢|学了|学过|上过|看了)(?P<u>[^，。？?!！]{2,40})",
    r"^(?P<v>[^，。？?!！]{2,40}?)(?:对我来说|有点|实在)?太",
)

ASKS_LESSON = _any(
    r"^\W*(?:what|how|why|when|which course explains|explain|define)\b",
    r"\b(?:mean|means|meaning of|difference between)\b",
    r"什么是|是什么|什么叫|为什么|怎么|怎样|如何|是啥|意思|原理|解释|引用|怎么办",
)
AIMS = _any(
    r"\b(?:want|would like|'d like|plan|hope|try|trying|love) to (?:get into|learn|study|become|be"
    r"|understand|start|move into|switch to|know)\b",
    r"\b(?:interested in|get into|getting into)\b",
    r"想(?:要)?(?:学|入门|了解|转行|成为|做|读懂|进入)|对.{1,12}(?:感兴趣|有兴趣)|打算学",
)

# (pattern, level, whether it is said of the person)
LEVELS: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (
        _any(
            r"\bI(?:'ve| have)? never (?:ever )?(?=\w)",
            r"\bI(?:'m| am) (?:an? )?(?:complete |absolute |total )?(?:beginner|newbie|novice)\b",
            r"\bno (?:prior |previous )?experience\b(?: (?:with|in|of))?",
            r"(?:我)?(?:完全)?(?:没有?(?:学过|接触过|基础|经验))|完全没(?=[写做用])|我是(?:新手|小白)",
        ),
        Level.BEGINNER,
        True,
    ),
    (
        _any(r"\bI(?:'m| am) (?:quite |very )?(?:advanced|experienced)\b", r"我(?:很)?有经验"),
        Level.ADVANCED,
        True,
    ),
    (
        _any(
            r"\b(?:for |an? )?(?:complete |absolute |total )?(?:beginners?|newbies?)(?:'s)?\b(?:'s)?",
            r"\bfrom (?:zero|scratch|the (?:very )?beginning)\b",
            r"\b(?:introductory|easy|basic)\b",
            r"零基础|初级|新手|小白|从零(?:开始)?|从头(?:开始)?",
        ),
        Level.BEGINNER,
        False,
    ),
    (_any(r"\bintermediate\b", r"中级"), Level.INTERMEDIATE, False),
    (_any(r"\b(?:advanced|expert|in-depth|in depth)\b", r"高级|进阶|深入"), Level.ADVANCED, False),
)

SPOKEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _any(
            rf"\bin chinese\b(?: please)?|\bchinese(?:-language)? {COURSE}\b",
            r"(?:用)?中文(?:讲|授课|版|的(?=.{0,10}课)|课程?)|用中文|^(?:只?要|我要|换成)?中文的?[吧呢吗？?]*$",
        ),
        "zh-hans",
    ),
    (
        _any(
            rf"\bin english\b(?: please)?|\benglish-language {COURSE}\b",
            r"(?:用)?英(?:文|语)(?:讲|授课|版|的(?=.{0,10}课))|用英(?:文|语)讲|^(?:只?要|我要|换成)?英[文语]的?[吧呢吗？?]*$",
        ),
        "en",
    ),
)

# What is known already says nothing of what is wanted.
KNOWN = _any(
    r"\bI (?:already )?(?:know|have|did|took|can) (?:(?:only )?(?:some|a bit of|a little|the basics of|"
    r"basic) )[\w+#/ -]+?(?=[,.;!?]| and want| but|$)",
    r"(?:我)?(?:已经)?(?:会|懂|学过)(?:一点|一些|点|过)(?:儿)?\s*[\w+#]*(?:基础)?(?=[，。,；！？ ]|$)",
)
WITHOUT = _any(
    r"(?:(?:^|[,;] ?|\bbut )(?:not|no)|\b(?:without|except|anything but|nothing (?:about|on))) (?:the )?"
    r"(?P<x>(?!too\b|sure\b|really\b|idea\b|more than\b)[\w“”'\"《》 +#-]{2,60}?)"
    r"(?=[,.;!?]|$)",
    r"(?:不要|除了|不想(?:学|要|看)|别(?:给我)?)(?P<u>[^，。,；！？]{1,30}?)(?:之外|以外)?(?=[，。,；！？]|$)",
)
