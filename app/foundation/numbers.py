"""Numbers as they come in addresses and hidden inputs."""

DIGITS = 9
"""What an INTEGER column surely holds."""


def whole(sent: str) -> int | None:
    """The natural number, None for anything else."""
    plain = sent.isascii() and sent.isdigit() and len(sent) <= DIGITS
    return int(sent) if plain else None
