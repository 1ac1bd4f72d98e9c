"""What a tool is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hoidap.chains.model_call import ChatModel

if TYPE_CHECKING:
    from hoidap.databases import Database


@dataclass(frozen=True)
class ToolContext:
    """What a tool may use: the model that writes SQL, the model that words answers, and the database.

    A tool is made anew for each way in which users see the database: `db` is as those who ask it may see it.
    """

    llm: ChatModel
    answer_llm: ChatModel
    db: Database


# A row of a result, a turn or a cell value as JSON knows them; tools hand each other nothing else.
Json = dict[str, Any]
