"""Coming in by OAuth, which Chainlit does: by whom, and under which mail address."""

import os
from collections.abc import Mapping
from typing import Any

VARIABLE = ("OAUTH_", "_CLIENT_ID")  # how the variable begins and ends that Chainlit has for each provider


def oauth_providers() -> list[str]:
    """The OAuth providers that Chainlit's variables name, as `GOOGLE`."""
    begin, end = VARIABLE
    found = (name for name, value in os.environ.items() if value and name.startswith(begin) and name.endswith(end))
    return sorted(name.removeprefix(begin).removesuffix(end) for name in found)


def proven_address(provider: str, said: Mapping[str, Any], identifier: str) -> str:
    """The mail address that a provider vouches for; "" where it says that it is not proven."""
    if provider == "github":
        mails = said.get("emails") or []
        return next((str(one["email"]) for one in mails if one.get("primary") and one.get("verified")), "")
    proven = said.get("email_verified", said.get("verified_email", True))
    return identifier if proven in (True, "true") else ""
