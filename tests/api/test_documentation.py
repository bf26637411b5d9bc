"""The API describes itself completely, and its pages obey the site's content policy."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver

pytestmark = pytest.mark.django_db


def test_the_schema_is_made_without_a_warning_and_is_valid():
    out = StringIO()

    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)

    assert "/api/v1/homepage/" in out.getvalue()


def test_every_address_of_the_api_is_described(client):
    described = set(client.get("/api/schema/?format=json").json()["paths"])
    known = {
        re.sub(r"<\w+:(\w+)>", r"{\1}", f"/{route}")
        for route in routes(get_resolver().url_patterns)
        if route.startswith("api/v1/")
    }

    assert {path.replace("{pk}", "{id}") for path in known} == described


def routes(patterns, prefix: str = ""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_the_documentation_has_no_inline_script_or_style(client):
    answer = client.get("/api/docs/")

    page = answer.content.decode()
    assert "'unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_admin_allows_no_script_but_the_sites_own(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["script-src"] == "'self' 'unsafe-eval'"
    assert directives["frame-ancestors"] == "'none'"


def test_an_unknown_address_of_the_api_is_a_404(client):
    assert client.get("/api/v1/astrology/").status_code == 404
