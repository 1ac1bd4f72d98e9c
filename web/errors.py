"""What the user must mend before the server can run.

WebError
└── CannotListen   the address or port cannot be used
"""


class WebError(Exception):
    """The server cannot run; the message is one sentence that says what to do."""


class CannotListen(WebError):
    """The address does not belong to this machine, or the port is taken or not allowed."""
