"""What a question is about: the same words without those that only ask."""

import re

from courses.search.terms import HAN

# Words that stand in any question; what is left over says what it is about.
ASKING = frozenset({
    "a", "about", "after", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "course", "courses", "did", "do", "does", "don't", "for", "from", "get", "give",
    "had", "has", "have", "how", "i", "i'd", "i'm", "in", "into", "is", "it", "its", "just", "know",
    "learn", "like", "make", "me", "my", "need", "of", "on", "or", "please", "should", "show", "so",
    "some", "something", "teach", "tell", "than", "that", "the", "their", "them", "there", "these",
    "they", "this", "to", "too", "understand", "us", "want", "was", "we", "what", "what's", "when",
    "where", "which", "who", "why", "will", "with", "would", "you", "your",
})  # fmt: skip
CHINESE_ASKING = re.compile(
    "为什么|怎么样|怎样|怎么|如何|什么|哪些|哪个|哪里|哪门|是不是|有没有|能不能|可以|请问|请|我想要|我想|想要|"
    "我要|我们|你们|我|你|想|学习|学会|学|教|课程|课|知道|了解|明白|一下|一点|一些|关于|办|吗|呢|吧|啊|的|了|是|在|有|和|与|要|会"
)
PIECES = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")


def content_of(question: str) -> str:
    """The words of a question that say what it is about; all of them where none does."""
    kept: list[str] = []
    for piece in PIECES.findall(question):
        if re.match(rf"[{HAN}]", piece):
            kept += CHINESE_ASKING.sub(" ", piece).split()
        elif piece.lower().strip(".,;:!?\"'()") not in ASKING:
            kept.append(piece)
    return " ".join(kept) or question
