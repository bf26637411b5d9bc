"""What the knobs of networks can be set to; apart, so that a form can be drawn without torch."""

from typing import Literal

Loss = Literal["softmax", "gbce", "bpr"]
Cell = Literal["gru", "lstm"]
