"""The HTTP edge: what stands between a request and the agent. `hoidap.langserve_app` puts it together."""

from .errors import CannotListen, WebError
from .parts import Parts, Served

__all__ = ["CannotListen", "Parts", "Served", "WebError"]
