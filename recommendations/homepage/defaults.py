"""The rows and algorithms that a new site starts with; staff change them, a restart does not."""

from typing import Any

from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, Row, RowAudience

ROWS: tuple[dict[str, Any], ...] = (
    {
        "key": "continue", "source": "continue", "order": 10, "minimum": 1, "maximum": 4,
        "title_en": "Continue learning", "title_zh": "继续学习",
        "note_en": "where you left off", "note_zh": "从上次停下的地方继续",
    },
    {
        "key": "path", "source": "path", "order": 15, "minimum": 1, "maximum": 4,
        "title_en": "Next on your path", "title_zh": "学习路径的下一步",
        "note_en": "to the goal that you set", "note_zh": "通往你设定的目标",
    },
    {
        "key": "picked", "source": "hybrid", "order": 20, "minimum": 3, "maximum": 8,
        "title_en": "Picked for you", "title_zh": "为你挑选",
        "note_en": "from what you do and like", "note_zh": "根据你的学习与兴趣",
    },
    {
        "key": "nearby", "source": "nearby", "order": 22, "minimum": 3, "maximum": 8,
        "audience": RowAudience.VISITOR,
        "title_en": "Popular in {topic}", "title_zh": "{topic}热门课程",
        "note_en": "where you have just been", "note_zh": "你刚刚浏览过这里",
    },
    {
        "key": "since", "source": "since", "order": 25, "minimum": 2, "maximum": 8,
        "title_en": "New since your last visit", "title_zh": "自你上次来访以来的新课",
    },
    {
        "key": "because", "source": "because", "order": 30, "minimum": 3, "maximum": 8,
        "title_en": "Because you {did} “{course}”", "title_zh": "因为你{did}《{course}》",
        "note_en": "what other learners took with it", "note_zh": "其他学习者还选了这些",
    },
    {
        "key": "unlocked", "source": "unlocked", "order": 32, "minimum": 1, "maximum": 8,
        "title_en": "Now open to you", "title_zh": "你现在可以学了",
        "note_en": "you finished what these build on", "note_zh": "你已学完它们的先修课程",
    },
    {
        "key": "followed", "source": "followed", "order": 33, "minimum": 1, "maximum": 8,
        "title_en": "Learners you follow are studying", "title_zh": "你关注的学习者在学",
        "note_en": "what is hot among them first", "note_zh": "他们最近在学的排在前面",
    },
    {
        "key": "taught", "source": "taught", "order": 36, "minimum": 1, "maximum": 8,
        "title_en": "From instructors you follow", "title_zh": "你关注的讲师的课程",
    },
    {
        "key": "alike", "source": "alike", "order": 38, "minimum": 3, "maximum": 8,
        "title_en": "Learners like you", "title_zh": "与你相似的学习者",
        "note_en": "at least five of them study each of these",
        "note_zh": "每门课都至少有五位这样的学习者在学",
    },
    {
        "key": "alike-week", "source": "alike_week", "order": 39, "minimum": 3, "maximum": 8,
        "title_en": "Hot among learners like you", "title_zh": "与你相似的学习者近期热门",
        "note_en": "of the last two weeks", "note_zh": "最近两周",
    },
    {
        "key": "trending", "source": "trending", "order": 40, "minimum": 3, "maximum": 8,
        "title_en": "Trending this week", "title_zh": "本周热门",
        "note_en": "where most learners were active", "note_zh": "本周最多人在学的课程",
    },
    {
        "key": "hot", "source": "hot", "order": 45, "minimum": 3, "maximum": 8,
        "title_en": "Hot this week in {topic}", "title_zh": "{topic} · 本周热门",
    },
    {
        "key": "aside", "source": "aside", "order": 48, "minimum": 3, "maximum": 8,
        "title_en": "A step aside", "title_zh": "换个方向看看",
        "note_en": "from fields that are not yours yet", "note_zh": "来自你还没涉足的领域",
    },
    {
        "key": "interest", "source": "interest", "order": 50, "minimum": 3, "maximum": 8,
        "title_en": "Top in {topic}", "title_zh": "{topic}精选",
    },
    {
        "key": "firsts", "source": "firsts", "order": 75, "minimum": 1, "maximum": 4,
        "title_en": "Be among the first", "title_zh": "抢先学习",
        "note_en": "new courses that few have seen yet", "note_zh": "少有人看过的新课程",
    },
    {
        "key": "new", "source": "new", "order": 60, "minimum": 3, "maximum": 8,
        "title_en": "Newest courses", "title_zh": "最新课程",
        "note_en": "the latest in the catalogue", "note_zh": "目录里最新加入的课程",
    },
    {
        "key": "short", "source": "short", "order": 65, "minimum": 3, "maximum": 8,
        "title_en": "An hour or less", "title_zh": "一小时以内",
    },
    {
        "key": "popular", "source": "popular", "order": 70, "minimum": 1, "maximum": 8,
        "title_en": "Popular with learners", "title_zh": "最受欢迎",
        "note_en": "of all time", "note_zh": "一直以来选课最多",
    },
    {
        "key": "saved", "source": "saved", "order": 80, "minimum": 1, "maximum": 8,
        "title_en": "Saved for later", "title_zh": "稍后再学",
    },
    {
        "key": "before", "source": "before", "order": 85, "minimum": 1, "maximum": 8,
        "title_en": "Before “{course}”", "title_zh": "学《{course}》之前",
        "note_en": "what a course that you saved builds on", "note_zh": "你收藏的课程的先修内容",
    },
    {
        "key": "review", "source": "review", "order": 90, "minimum": 1, "maximum": 8,
        "title_en": "Look back", "title_zh": "温故知新",
        "note_en": "at what you have finished", "note_zh": "重温你已完成的课程",
    },
)  # fmt: skip

# Rows of equal rights: for each learner the best of them comes first.
MOVING = {
    "because", "followed", "alike", "alike-week", "trending", "hot", "interest", "short",
}  # fmt: skip

# What a new site blends: quick to fit, good on the demo world and on public data. All others
# start switched off.
WEIGHTS = {
    "ials": 1.0,
    "ease": 0.5,
    "transitions": 0.5,
    "item_knn": 0.5,
    "content": 0.1,
    "cross_domain": 0.05,  # says nothing of fields that a learner is at home in
    "trending": 0.02,
    "popularity": 0.01,
    "rules": 0.05,
}
BLEND = "hybrid"
SESSION = 3.0  # how many times more than before counts what a learner does now


def ensure_defaults() -> None:
    """Add the rows and settings that are missing; never touch one that is there."""
    known = set(Row.objects.values_list("key", flat=True))
    if not known:
        rows = [Row(may_move=row["key"] in MOVING, **row) for row in ROWS]
        Row.objects.bulk_create(rows, ignore_conflicts=True)
    settings = [
        AlgorithmSetting(
            name=name,
            is_enabled=name in WEIGHTS or name == BLEND,
            weight=WEIGHTS.get(name, 0.5),
            params={"session": SESSION} if name == BLEND else {},
        )
        for name in registry.names()
    ]
    AlgorithmSetting.objects.bulk_create(settings, ignore_conflicts=True)
