"""The initials of a name's pinyin, as clerks type them to find it."""

LONGEST = 120


def initials(name: str) -> str:
    """Small letters and digits, a letter for each Chinese sign; other signs are left out."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415  # its dictionary takes half a second

    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return "".join(one for one in letters.lower() if one.isascii() and one.isalnum())[:LONGEST]
