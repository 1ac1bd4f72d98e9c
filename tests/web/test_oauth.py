"""Coming in by OAuth, with a provider that answers here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from scripted import Scripted
from serving import running

from hoidap.databases import Database
from hoidap.langserve_app import create_app
from hoidap.web import Parts

WAY = "/chat/auth/oauth/generic"


class Provider:
    """Says who somebody is, whatever they bring."""

    def __init__(self) -> None:
        self.said: dict[str, Any] = {}

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/token")
        async def token() -> dict[str, str]:
            return {"access_token": "t"}

        @app.get("/me")
        async def me() -> dict[str, Any]:
            return self.said

        return app


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def client(db: Database, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with running(provider.app()) as url:
        where = {"AUTH_URL": f"{url}/authorize", "TOKEN_URL": f"{url}/token", "USER_INFO_URL": f"{url}/me"}
        for name, value in {**where, "CLIENT_ID": "id", "CLIENT_SECRET": "secret", "SCOPES": "email"}.items():
            monkeypatch.setenv(f"OAUTH_GENERIC_{name}", value)
        monkeypatch.setenv("HOIDAP_OAUTH_USERS", "example.vn")
        app = create_app(Parts.build(db, Scripted()))
        import chainlit as cl  # only now: the application has said where its files go
        from chainlit import oauth_providers
        from chainlit.config import config

        from hoidap.ui.login import invited

        monkeypatch.setattr(oauth_providers, "providers", [oauth_providers.GenericOAuthProvider()])
        monkeypatch.setattr(config.code, "oauth_callback", None)
        cl.oauth_callback(invited)
        with TestClient(app, base_url="http://localhost") as client:
            yield client


def come_in(client: TestClient, state: str = "") -> str:
    """The way from the button on the form to where it ends; the address that the browser is sent to at last."""
    away = client.get(WAY, follow_redirects=False)
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    assert asked["redirect_uri"] == [f"http://localhost{WAY}/callback"]
    answered = {"code": "c", "state": state or asked["state"][0]}
    crossing = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    back = client.get(f"{WAY}/callback", params=answered, headers=crossing, follow_redirects=False)
    return back.headers["location"]


def test_who_is_on_the_list_comes_in_under_their_address(
    client: TestClient, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = client.get("/chat/auth/config").json()
    assert (ways["oauthProviders"], ways["passwordAuth"], ways["headerAuth"]) == (["generic"], False, False)
    assert client.post("/agent/invoke", json={"input": "?"}).headers["www-authenticate"].startswith("Cookie")
    provider.said = {"email": "Lan@Example.vn", "email_verified": True}
    assert come_in(client) == "/chat/login/callback?success=True"
    assert client.get("/chat/user").json()["identifier"] == "lan@example.vn"
    assert client.post("/agent/invoke", json={"input": "How many authors?"}).status_code == 200


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"email": "lan@elsewhere.vn", "email_verified": True}, ""),
        ({"email": "lan@example.vn", "email_verified": False}, ""),
        ({"email": "lan@example.vn"}, "of another browser"),
    ],
)
def test_nobody_else_does(client: TestClient, provider: Provider, said: dict[str, Any], state: str) -> None:
    provider.said = said
    assert come_in(client, state).endswith("/chat/login?error=oauthSignin")
    assert client.get("/chat/user").status_code == 401
