"""Torch only: networks, losses, sampling and the loop that trains them; loaded when one is used."""
