"""What can go wrong when the agent is used.

AgentError
├── AgentInputError      the question cannot be taken (also a ValueError); the caller mends it
└── MemoryUnavailable    the conversation memory cannot be opened, or its URL is not one

What goes wrong while a question is answered (a model that fails, a database that is gone, refused SQL) raises nothing:
the Answer says so in one sentence, with the reason in its notes. Only `hoidap.models.ModelBusy` comes through, for
whoever asks to wait and ask again.
"""


class AgentError(Exception):
    """The agent cannot do what it is asked to; the message is one plain sentence."""


class AgentInputError(AgentError, ValueError):
    """The question is missing, empty or too long, or a field of it has no meaning."""


class MemoryUnavailable(AgentError):
    """The conversation memory cannot be opened."""
