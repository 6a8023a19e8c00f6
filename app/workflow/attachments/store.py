"""Where contents lie: a folder outside the web root, each under the digest of what it is.

A content is there before the row that names it is committed, and is never changed. When the
transaction then fails, a file stays behind that no row names: it harms nobody, is taken over by the
next one who sends the same, and may be deleted by whoever compares the folder with the table.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Self

from flask import current_app

from app.journal.rules.contents import Content


@dataclass(frozen=True, slots=True)
class Store:
    """`<root>/ab/cd/abcd…`, and beside a picture its thumbnail."""

    root: Path

    @classmethod
    def ours(cls) -> Self:
        """That of the running application (ATTACHMENTS_DIR)."""
        return cls(Path(current_app.config["ATTACHMENTS_DIR"]))

    def path(self, digest: str) -> Path:
        """Where the content of this digest lies, if it was kept."""
        return self.root / digest[:2] / digest[2:4] / digest

    def thumbnail(self, digest: str) -> Path:
        """Where the small picture lies."""
        return self.path(digest).with_suffix(".webp")

    def keep(self, content: Content) -> str:
        """The SHA-256 of the content, in hexadecimal, once it is safely on the disk."""
        digest = hashlib.sha256(content.data).hexdigest()
        if content.thumbnail is not None:
            _write(self.thumbnail(digest), content.thumbnail)
        _write(self.path(digest), content.data)
        return digest


def _write(target: Path, data: bytes) -> None:
    """All of it or nothing: under another name first, then moved, each made to last."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, prefix=".new-", delete=False) as begun:
        try:
            begun.write(data)
            begun.flush()
            os.fsync(begun.fileno())
            Path(begun.name).replace(target)
        except BaseException:
            Path(begun.name).unlink(missing_ok=True)
            raise
    if os.name == "posix":
        _keep_name(target.parent)


def _keep_name(folder: Path) -> None:
    """The folder knows of its new file even after the power fails."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
