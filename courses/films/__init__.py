"""The silent animated films of the demo courses, drawn and encoded by the project itself."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.films.canvas import Scene

SECONDS = 75
FRAMES_PER_SECOND = 8
FOLDER = "films"

# Film -> the module that draws it; imported when the film is made, never by a web process.
SCENES: dict[str, str] = {
    "colour": "courses.films.scenes.colour",
    "gradient-descent": "courses.films.scenes.gradient_descent",
    "growth": "courses.films.scenes.growth",
    "orbit": "courses.films.scenes.orbit",
    "perspective": "courses.films.scenes.perspective",
    "population": "courses.films.scenes.population",
    "rhythm": "courses.films.scenes.rhythm",
    "sampling": "courses.films.scenes.sampling",
    "sorting": "courses.films.scenes.sorting",
    "waves": "courses.films.scenes.waves",
}


def scene_of(film: str) -> "Scene":
    """The function that draws one moment of a film. Raises KeyError for an unknown film."""
    scene: Scene = import_module(SCENES[film]).draw
    return scene
