"""What a question is about: its own words, without those that only ask."""

import re

from courses.search.terms import HAN

LEADS = re.compile(
    r"^\W*(?:"
    r"hi|hello|hey|please|ok|well|so|and|but|then|can you|could you|would you|will you"
    r"|(?:do|does|have) you (?:guys )?(?:have|got|offer|know)?|(?:is|are) there|where (?:can|do) i"
    r"|i(?:'d| would) (?:really )?(?:like|love)(?: to)?|i (?:really )?(?:want|need|wish|hope|plan)(?: to)?"
    r"|i have(?: only)?|with|i(?:'m| am) (?:looking for|interested in|trying to)|i have to|want to|looking for|interested in"
    r"|get(?:ting)? into|get started (?:with|in)|start(?:ing)?(?: with)?"
    r"|learn(?:ing)?(?: about| how to| to)?|study(?:ing)?|teach me(?: about| how to| to)?"
    r"|show me|tell me(?: about)?|give me|find me|recommend(?: me)?|suggest|help me(?: with)?"
    r"|any(?:thing)?|some(?:thing)?|a|an|the|your|which|good|best"
    r"|(?:online )?(?:courses?|class(?:es)?|lessons?)(?: (?:on|about|for|in|to|explains?|teach(?:es)?))?"
    r"|about|on|to|for people who|that|more"
    r")(?=[^\w'-]|$)",
    re.IGNORECASE,
)
TAILS = re.compile(
    r"(?:\b(?:courses?|class(?:es)?|lessons?|please|help|thanks?|where do i (?:start|begin)"
    r"|what should i (?:take|do|learn|study)|is there (?:anything|something))\W*)+$",
    re.IGNORECASE,
)
CHINESE_ASIDE = re.compile(
    r"请问|请(?:给我)?(?:推荐|引用课程里的话|引用)|推荐(?:一下|一些|几门|给我)?(?=.*课)|有没有|有什么|有(?=.{1,12}课)|能不能|可以|"
    r"我(?:很)?想要?|(?<![理思])想要?(?=[学了读做入画写])|教我|教一下|帮我(?:找|推荐)|(?:讲|教|关于)(?=.{1,16}的?课)|"
    r"从哪(?:门课|里|儿)?(?:开始)?(?:学)?|(?:相关)?的?(?:课程|教程|课)(?=$|[吗呢吧啊？?，。,!！\s])|"
    r"(?:这门|哪门|一门|门|入门)课|吗|呢|吧|啊|(?<=[，。？?!！,])\s*$"
)
CHINESE_LEADS = re.compile(
    rf"^[^\w{HAN}]*(?:的|想|要|学习|学会|学(?=[^术者校生])|入门|了解一下|了解|讲讲)"
)
EDGES = " \t\n,.;:!?…，。；：！？、“”\"'（）()"
NOTHING = re.compile(
    r"^\W*(?:it|them|this|that|these|those|one|ones|me|you|them all)?\W*$", re.IGNORECASE
)


def topic_of(text: str) -> str:
    """The words that say what is asked about; empty where nothing is left."""
    text = CHINESE_ASIDE.sub(" ", text)
    while True:
        shorter = CHINESE_LEADS.sub("", LEADS.sub("", text, count=1), count=1)
        shorter = TAILS.sub("", shorter.strip(EDGES)).strip(EDGES)
        if shorter == text:
            break
        text = shorter
    text = re.sub(r"\s+", " ", text)
    return "" if NOTHING.match(text) else text
