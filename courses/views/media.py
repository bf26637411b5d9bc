"""Serves uploaded files, with HTTP ranges, so that a browser can seek in a video."""

import mimetypes
import re
from pathlib import Path

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_cache_control
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from courses.access import may_see_file

# A browser asks for "the rest of the file" and then reads slowly: a bounded answer gives the
# worker back at once, and the browser asks on.
MOST_BYTES = 1024 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a file or the asked part of it; 404 also for files that are not for this person."""
    path = _path_of(name)
    if path is None or not may_see_file(request.user, name):
        raise Http404
    stat = path.stat()
    tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    if request.headers.get("If-None-Match") == tag:
        return _with_headers(HttpResponse(status=304), tag, stat.st_mtime)
    span = _span(request, tag, stat.st_mtime, stat.st_size)
    if span is None:
        response: HttpResponseBase = FileResponse(path.open("rb"))
    else:
        response = _part(path, span, stat.st_size)
    return _with_headers(response, tag, stat.st_mtime)


def _path_of(name: str) -> Path | None:
    """The file on disk; None where there is none, or the files are served by somebody else."""
    if not isinstance(default_storage, FileSystemStorage):
        return None
    try:
        path = Path(default_storage.path(name))
    except (SuspiciousFileOperation, ValueError):
        return None
    return path if path.is_file() else None


def _span(request: HttpRequest, tag: str, changed_at: float, size: int) -> range | None:
    """The bytes that are asked for; None = the whole file; empty = nothing of this file.

    A range in a form that we do not know, or of another version of the file, asks for it all.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", "") or not _is_same(request, tag, changed_at):
        return None
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
    return range(start, min(end, start + MOST_BYTES))


def _is_same(request: HttpRequest, tag: str, changed_at: float) -> bool:
    known = request.headers.get("If-Range", "")
    return not known or known == tag or parse_http_date_safe(known) == int(changed_at)


def _part(path: Path, span: range, size: int) -> HttpResponse:
    if not span:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(span.start)
        body = file.read(len(span))
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = HttpResponse(body, status=206, content_type=kind)
    response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{size}"
    return response


def _with_headers(response: HttpResponseBase, tag: str, changed_at: float) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    response["Last-Modified"] = http_date(changed_at)
    response["X-Content-Type-Options"] = "nosniff"
    # An uploaded SVG or HTML file opened by itself runs nothing.
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    patch_cache_control(response, private=True, max_age=3600)
    return response
