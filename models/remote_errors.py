"""What goes wrong between us and a model server, as one of our errors: a sentence without the server's own words.

A server may repeat the question or the key in what it says, so that is only in the chained cause.
"""

import re

import httpx
import openai
from langchain_core.exceptions import ContextOverflowError

from .errors import GrammarError, ModelBusy, ModelError, ModelFailed, ModelNotFound, PromptTooLong
from .server import Server

_TOO_LONG = re.compile(r"context (?:length|size)|maximum model length", re.IGNORECASE)
PATIENCE = 120  # seconds without a token, after which the server is given up


def plain_error(error: Exception, server: Server) -> ModelError:
    """Say in one sentence what went wrong between us and the server."""
    where = f"The model server at {server.url}"
    status = error.status_code if isinstance(error, openai.APIStatusError) else 0
    if isinstance(error, ContextOverflowError) or status == 413 or (status == 400 and _TOO_LONG.search(str(error))):
        return PromptTooLong(f"The question with its schema is longer than {server.model} can read.")
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return ModelFailed(f"{where} said nothing for {PATIENCE} seconds.")
    if isinstance(error, openai.APIConnectionError):
        return ModelFailed(f"{where} cannot be reached. Start it again, or correct its address.")
    if isinstance(error, httpx.HTTPError):
        return ModelFailed(f"{where} broke off in the middle of an answer.")
    if status in (401, 403):
        return ModelFailed(f"{where} wants another key: set HOIDAP_MODEL_KEY.")
    if status == 404:
        return ModelNotFound(f"{where} has no model {server.model}.")
    if status in (429, 503):
        return ModelBusy(f"{where} has too much to do. Ask again in a moment.")
    if status in (400, 422) and "grammar" in str(error).lower():
        return GrammarError(f"{where} refuses the grammar of the question.")
    return ModelFailed(f"{where} failed" + (f" with status {status}." if status else "."))
