"""How likely a place of a page is looked at: readers stop on their way down and across.

After the cascade of carousel interfaces (Rahdari et al., RecSys 2022): each row further down is
reached with a chance of `DOWN`, each card further along a row with a chance of `ACROSS`.
"""

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
DOWN, ACROSS = 0.8, 0.85


def attention(rows: int, cards: int) -> Doubles:
    """The chance [n_rows, n_cards] that each place is looked at, 1 for the first."""
    return np.outer(DOWN ** np.arange(rows), ACROSS ** np.arange(cards))


def worth_of_row(values: Doubles, *, in_view: int) -> float:
    """What a row is worth to its reader, 0 to 1: its cards in view by the attention they get."""
    seen = attention(1, in_view)[0]
    shown = values[:in_view]
    return float((shown * seen[: len(shown)]).sum() / seen.sum())
