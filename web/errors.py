"""What the user must mend before the server can run, and who cannot come in.

WebError
├── AccountsError    the file of accounts cannot be used, or not in this way
├── CannotListen     the address or port cannot be used
├── NoProvider       OAuth is asked for, and nobody is named who does it
├── TooManyAttempts  too many passwords were tried
└── WrongPassword    a name and a password that do not belong together
"""

import math


class WebError(Exception):
    """The server cannot run, or not for this person; the message is one sentence that says what to do."""


class CannotListen(WebError):
    """The address does not belong to this machine, or the port is taken or not allowed."""


class AccountsError(WebError):
    """The file of accounts is missing or no such file, or has no such account, or one already."""


class NoProvider(WebError):
    """People are named who may come in by OAuth, and no OAuth provider."""


class WrongPassword(WebError):
    """The name is unknown or the password is wrong."""


class TooManyAttempts(WebError):
    """Too many passwords were tried; `seconds` until there may be another one."""

    def __init__(self, seconds: float) -> None:
        self.seconds = math.ceil(seconds)
        super().__init__(f"Too many wrong passwords; try again in {self.seconds} seconds.")
