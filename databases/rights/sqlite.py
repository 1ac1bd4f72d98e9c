"""SQLite: there are no accounts; who may write the file is for its folder and the system to say."""

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..connection import Source
from ..schema import Table
from .base import Excess, Readable, Rights


class SQLiteRights(Rights):
    """Only what others may do to the file: hoidap opens it for reading, whoever runs it."""

    def excesses(self, source: Source) -> Iterator[Excess]:
        if source.path is None or os.name != "posix":  # elsewhere the mode says nothing of other users
            return
        if _others_write(source.path):
            yield Excess(
                "file",
                (
                    f"Every user of this machine may write {source.path}, and so change what hoidap answers.",
                    f"Mọi người dùng trên máy này đều ghi được {source.path}, nên sửa được câu trả lời của hoidap.",
                ),
                f"chmod o-w '{source.path}'",
            )
        folder = source.path.parent
        if _others_write(folder) and not folder.stat().st_mode & stat.S_ISVTX:
            yield Excess(
                "folder",
                (
                    f"Every user of this machine may put another file into the place of {source.path}.",
                    f"Mọi người dùng trên máy này đều thay được tệp {source.path} bằng tệp khác.",
                ),
                f"chmod o-w '{folder}'",
            )

    def reader(self, source: Source, readable: Sequence[Readable], hidden: Sequence[Table]) -> list[str]:
        return ["-- SQLite has no accounts; hoidap opens the file for reading only."]

    def take_away(self, source: Source, tables: Sequence[Table]) -> str:
        return ""


def _others_write(path: Path) -> bool:
    return bool(path.stat().st_mode & stat.S_IWOTH)
