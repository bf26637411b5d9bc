"""Markdown of authors as HTML that is safe to show: parsed without raw HTML, then sanitised."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

KEPT_TEXTS = 512  # rendered texts that a process remembers

_TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5",
    "h6", "hr", "img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "code": {"class"},
    "div": {"class", "role", "tabindex"},
    "pre": {"tabindex"},
}
_SCHEMES = {"http", "https", "mailto"}
_PRE = '<pre tabindex="0">'


class _Html(RendererHTML):
    """Headings start at h2; wide tables and code scroll, by the keyboard too; images load late."""

    def heading_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        tokens[place].tag = _one_lower(tokens[place].tag)
        return self.renderToken(tokens, place, options, env)

    heading_close = heading_open

    def table_open(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return '<div class="table-scroll" role="region" tabindex="0"><table>'

    def table_close(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return "</table></div>"

    def fence(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return super().fence(tokens, place, options, env).replace("<pre>", _PRE, 1)

    def code_block(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        return super().code_block(tokens, place, options, env).replace("<pre>", _PRE, 1)

    def image(self, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
        tokens[place].attrSet("loading", "lazy")
        return super().image(tokens, place, options, env)


_parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Html).enable(
    ["table", "strikethrough"]
)


@lru_cache(maxsize=KEPT_TEXTS)
def render(text: str) -> SafeString:
    """Render a text; whatever it contains, no script, style or foreign frame comes out."""
    return mark_safe(  # noqa: S308
        nh3.clean(
            _parser.render(text),
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener nofollow",
        )
    )


def _one_lower(tag: str) -> str:
    return f"h{min(6, int(tag[1]) + 1)}"
