"""What can go wrong with a model.

ModelError
├── ModelNotFound         the name, folder or weights cannot be had
│   └── PullFailed        the hub did not give it; `reason` says why in a word
├── DeviceUnavailable     this machine lacks the device or the quantisation asked for
├── PromptTooLong         the prompt does not fit the model's context
├── RowsNeeded            a model that only tells what rows say was given none
├── WrongSetting          a generation setting is unknown or out of its range
├── GrammarError          the grammar does not compile, or could not be followed
├── AnswerCut             the answer to a JSON schema had no room to end
├── GenerationCancelled   the caller's `cancelled` event was set
├── ModelBusy             the queue is full
├── ModelClosed           the model was unloaded
└── ModelFailed           the model raised while answering; the cause is chained
    └── OutOfMemory       there was not enough memory; the caches were cleared

`str(error)` is one plain sentence, or two where the second says what to do.
"""

from typing import Literal

PullReason = Literal["unknown", "gated", "offline", "space", "format", "damaged", "hub"]


class ModelError(Exception):
    """Anything that this folder raises on purpose."""


class ModelNotFound(ModelError):
    """The model named cannot be loaded from here."""


class PullFailed(ModelNotFound):
    """The files of a model could not be fetched; what has come is kept for the next try."""

    def __init__(self, reason: PullReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class DeviceUnavailable(ModelError):
    """The device or quantisation asked for does not exist on this machine."""


class PromptTooLong(ModelError):
    """The prompt leaves no room for an answer."""


class RowsNeeded(ModelError):
    """The embedded model was asked for something else than what rows say."""


class WrongSetting(ModelError):
    """A generation setting does not exist, or has a value that cannot be used."""


class GrammarError(ModelError):
    """The grammar is wrong, or too complex to be followed."""


class AnswerCut(ModelError):
    """The answer reached its greatest length before it was whole."""


class GenerationCancelled(ModelError):
    """The caller stopped the request."""


class ModelBusy(ModelError):
    """As many requests as the queue holds are waiting; asking again in a few seconds may go through."""


class ModelClosed(ModelError):
    """The model was unloaded, and answers nothing any more."""


class ModelFailed(ModelError):
    """The model raised an exception; `__cause__` holds it."""


class OutOfMemory(ModelFailed):
    """The request needs more memory than there is; what was cached has been let go."""
