"""What answers: one database and one model in memory, shared by the HTTP routes and the chat page."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # torch comes with the models, and only when they are loaded
    from langchain_core.language_models import BaseChatModel

    from hoidap.agents import Agent
    from hoidap.databases import Database
    from hoidap.models import LanguageService

log = logging.getLogger("hoidap.web")


@dataclass(frozen=True)
class Parts:
    """A database and the models over it; the answer model is the same one where none is named.

    `service` is the answer model alone, for questions that have nothing to do with the database. `user` is who asks
    where nobody has to say who they are; `db` is what that user may see.
    """

    db: "Database"
    llm: "BaseChatModel"
    answer_llm: "BaseChatModel"
    agent: "Agent"
    service: "LanguageService"
    user: str = "local"

    @classmethod
    def build(
        cls,
        db: "Database",
        llm: "BaseChatModel",
        answer_llm: "BaseChatModel | None" = None,
        memory: str | None = None,
        user: str = "local",
    ) -> "Parts":
        """Put an agent over a database and a model that are there already."""
        from hoidap.agents import build_agent
        from hoidap.models import LanguageService

        agent = build_agent(llm, db, memory, answer_llm=answer_llm)
        return cls(db.for_user(user), llm, answer_llm or llm, agent, LanguageService(answer_llm or llm), user)

    def read_schema(self) -> None:
        """Let the model read the schema ahead, so that the first question is as fast as the second."""
        from hoidap.chains import preload, read_words
        from hoidap.models.errors import ModelError

        read_words(self.llm, self.db)
        try:
            preload(self.llm, self.db)
        except ModelError as error:
            log.warning("The schema was not read ahead: %s", error)

    def try_examples(self) -> None:
        """Find questions that are answered right, which the page can then offer; some seconds."""
        from hoidap.tools.example_questions import check_examples

        check_examples(self.llm, self.db)


@dataclass
class Served:
    """The parts of each chat profile once they are loaded, or the sentence that says why they are not."""

    profiles: "Mapping[str, Parts]" = field(default_factory=dict)
    failure: str = field(default="")

    @property
    def parts(self) -> "Parts | None":
        """The parts of the first profile, which the routes use that name none."""
        return next(iter(self.profiles.values()), None)
