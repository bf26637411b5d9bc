"""Texts of authors: rich, and never dangerous."""

import pytest

from courses.markdown import render


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        '<img src=x onerror="alert(1)">',
        "![x](javascript:alert(1))",
        "<iframe src='https://example.org'></iframe>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<a href="#" style="position:fixed">x</a>',
    ],
)
def test_nothing_that_runs_comes_through(text):
    html = render(text)

    for danger in ("<script", "<iframe", 'href="javascript', 'src="javascript', 'href="data'):
        assert danger not in html
    # What was markup is shown as text: inside a tag there is no handler and no style.
    tags = [part.split(">")[0] for part in html.split("<")[1:]]
    assert not [tag for tag in tags if "onerror" in tag or "style" in tag]


def test_headings_stand_below_the_title_of_the_page():
    assert render("# One\n\n## Two") == "<h2>One</h2>\n<h3>Two</h3>\n"


def test_code_tables_and_links_are_kept():
    html = render("| a |\n|---|\n| b |\n\n```python\n1 < 2\n```\n\n[x](https://example.org)")

    assert "<td>b</td>" in html
    assert '<code class="language-python">1 &lt; 2' in html
    assert 'href="https://example.org" rel="noopener nofollow"' in html


@pytest.mark.parametrize("text", ["```\nlong\n```", "    long", "| a |\n|---|\n| b |"])
def test_what_scrolls_sideways_can_be_reached_with_the_keyboard(text):
    assert 'tabindex="0"' in render(text)
