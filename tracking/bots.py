"""Which clients are programs and not people, told by their user agent."""

import re
from functools import lru_cache

# Words that programs put in their user agent, in lower case, and browsers of people do not;
# Cubot is a maker of phones.
_PATTERNS = (
    r"(?<!cu)bot",
    r"crawl",
    r"spider",
    r"slurp",
    r"scrap(er|y)",
    r"archiver",
    r"fetch(er)?\b",
    r"preview",
    r"monitor",
    r"uptime",
    r"pingdom",
    r"lighthouse",
    r"headless",
    r"phantomjs",
    r"validator",
    r"facebookexternalhit",
    r"facebookcatalog",
    r"meta-externalagent",
    r"whatsapp/",
    r"embedly",
    r"quora link",
    r"pinterest/0",
    r"google-(read-aloud|inspectiontool|extended|safety)",
    r"mediapartners-google",
    r"apis-google",
    r"feed(burner|fetcher|ly|parser)",
    r"yandex(images|video|media|metrika|webmaster)",
    r"sogou web",
    r"^(curl|wget|lynx|libwww|python|java|ruby|php|perl|go-http|okhttp|axios|node|undici|httpx?)",
    r"\b(aiohttp|python-requests|python-urllib|httpclient|guzzlehttp|winhttp|postman|insomnia)",
    r"chatgpt-user|claude-(user|web)|perplexity",
)
_BOT = re.compile("|".join(_PATTERNS))


@lru_cache(maxsize=4096)
def is_bot(user_agent: str) -> bool:
    """Whether a client calls itself a program; one that sends no user agent is none of a person."""
    return not user_agent.strip() or _BOT.search(user_agent.lower()) is not None
