"""Draws a film frame by frame and encodes it as WebM, which every browser can play and seek."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image

from courses.films import FRAMES_PER_SECOND, SECONDS, scene_of
from courses.films.canvas import HEIGHT, WIDTH, Canvas, Scene

FADE_SECONDS = 1.0
BITS_PER_SECOND = 130_000
# A whole picture every two seconds: a player that seeks has little to decode.
CODEC_OPTIONS = {"deadline": "realtime", "cpu-used": "16", "threads": "1", "auto-alt-ref": "0"}
# Where to seek to is written at the front, so that a browser need not read the end first.
FILE_OPTIONS = {"cues_to_front": "1", "reserve_index_space": "8192"}


def make_film(film: str, path: Path) -> None:
    """Write a film; it appears under its name only when it is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    _encode(_frames(scene_of(film)), unfinished)
    unfinished.replace(path)


def _frames(scene: Scene) -> Iterator[Image.Image]:
    count = SECONDS * FRAMES_PER_SECOND
    for number in range(count):
        canvas = Canvas()
        scene(canvas, number / (count - 1))
        canvas.fade(_fading(number, count))
        yield canvas.finished()


def _fading(number: int, count: int) -> float:
    """Films go back into the paper; the first frame is whole, as it stands for a film not begun."""
    return 1 - min(1.0, (count - number) / (FADE_SECONDS * FRAMES_PER_SECOND))


def _encode(frames: Iterator[Image.Image], path: Path) -> None:
    with av.open(str(path), "w", format="webm", container_options=FILE_OPTIONS) as container:
        stream = container.add_stream("libvpx", rate=FRAMES_PER_SECOND, options=CODEC_OPTIONS)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.bit_rate = BITS_PER_SECOND
        stream.codec_context.gop_size = 2 * FRAMES_PER_SECOND
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_image(picture)
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_SECOND)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
