"""`make messages`: add strings that are new in the sources to the catalogue, to be translated.

Nothing is removed: the catalogue also mends strings of Flask-AppBuilder, which no source of ours
says. The test of translations then names what is still empty.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.pofile import write_po

from tests.house.laws.translations import CATALOGUE, extracted, read


def main() -> None:
    root = Path(__file__).parents[2]
    catalogue = read(root)
    known = {message.id for message in catalogue}
    for _, msgid in extracted(root):
        if msgid not in known:
            catalogue.add(msgid)
    path = root / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, omit_header=False, sort_output=True, no_location=True)


if __name__ == "__main__":
    main()
