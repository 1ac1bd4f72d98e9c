"""The file of accounts, how often a password may be tried, and what a gate believes."""

import stat
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import HTTPConnection

from hoidap.settings import Settings, SettingsError, load_settings
from hoidap.web.accounts import Accounts
from hoidap.web.attempts import MOST, Attempts
from hoidap.web.errors import AccountsError, NoProvider
from hoidap.web.gate import Gate
from hoidap.web.oauth import proven_address
from hoidap.web.tokens import ACCOUNT, OAUTH, Claims, issue, kept_secret, read

PASSWORD = "mật khẩu"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "kept" / "accounts")


def test_an_account_is_kept_with_a_hash_that_only_its_owner_reads(accounts: Accounts) -> None:
    accounts.add(" Lan ", PASSWORD)
    accounts.add("Nguyễn Văn An", PASSWORD)
    text = accounts.file.read_text(encoding="utf-8")
    assert "Lan:$argon2id$" in text and PASSWORD not in text
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600
    assert list(accounts.file.parent.iterdir()) == [accounts.file]
    assert [account.name for account in accounts.all()] == ["Lan", "Nguyễn Văn An"]


def test_names_and_passwords_are_right_however_a_keyboard_writes_them(accounts: Accounts) -> None:
    accounts.add("Nguyễn Văn An", PASSWORD)
    apart = unicodedata.normalize("NFD", "nguyễn văn AN ")
    found = accounts.check(apart, unicodedata.normalize("NFD", PASSWORD))
    assert found and found.name == "Nguyễn Văn An"
    assert accounts.check(apart, PASSWORD.upper()) is accounts.check("nobody", PASSWORD) is None


def test_what_cannot_be_is_one_sentence(accounts: Accounts) -> None:
    with pytest.raises(AccountsError, match="hoidap accounts add NAME makes it"):
        accounts.all()
    for name in ("", " ", "a:b", "a\nb", "#a", "x" * 201, "a\u202eb"):
        with pytest.raises(AccountsError, match="A name is one line"):
            accounts.add(name, PASSWORD)
    for password in ("short", "x" * 1025):
        with pytest.raises(AccountsError, match="8 to 1024"):
            accounts.add("lan", password)
    assert not accounts.file.exists()
    accounts.add("lan", PASSWORD)
    with pytest.raises(AccountsError, match="already"):
        accounts.add("LAN", PASSWORD)
    for use in (accounts.remove, lambda name: accounts.change(name, PASSWORD)):
        with pytest.raises(AccountsError, match="no account 'minh'"):
            use("minh")
    accounts.file.write_text("lan:a password\n")
    with pytest.raises(AccountsError, match="line 1 is not one account"):
        accounts.all()


def test_a_change_is_seen_by_who_has_read_the_file_before(accounts: Accounts) -> None:
    accounts.add("lan", PASSWORD)
    server = Accounts(accounts.file)
    before = server.find("lan")
    accounts.change("lan", "another one")
    after = server.find("lan")
    assert before and after and before.stamp != after.stamp
    accounts.remove("lan")
    assert server.find("lan") is None


def test_attempts_are_few_for_a_name_and_come_back_with_time() -> None:
    now = 1000.0
    attempts = Attempts(lambda: now)
    assert [attempts.begin("lan", "192.0.2.1") for _ in range(5)] == [0] * 5
    assert attempts.begin("lan", "192.0.2.1") == 300
    assert attempts.begin("minh", "192.0.2.1") == attempts.begin("lan", "192.0.2.2") == 0
    now += 299
    assert attempts.begin("lan", "192.0.2.1") == 1
    now += 1
    assert attempts.begin("lan", "192.0.2.1") == 0


def test_many_addresses_and_many_names_are_bounded_too() -> None:
    attempts = Attempts(lambda: 0.0)
    spread = [attempts.begin("lan", f"2001:db8:0:{number}::1") for number in range(51)]
    assert spread == [0] * 50 + [300]
    assert [attempts.begin(f"n{number}", f"2001:db8::{number:x}") for number in range(51)][-1] == 300
    for number in range(MOST):
        attempts.begin(f"m{number}", f"10.0.{number // 256}.{number % 256}")
    assert len(attempts._tried) <= MOST


def test_who_logs_in_rightly_is_not_counted() -> None:
    attempts = Attempts(lambda: 0.0)
    for _ in range(200):
        assert attempts.begin("lan", "192.0.2.1") == 0
        attempts.right("lan", "192.0.2.1")


def request(client: str, **headers: str) -> HTTPConnection:
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "client": (client, 1), "headers": sent, "scheme": "http", "path": "/"})


def test_the_address_is_the_last_one_that_is_no_proxy() -> None:
    gate = Gate("local", proxies=["10.0.0.0/8", "::1"])
    way = "203.0.113.9, 198.51.100.7, 10.0.0.2"
    assert gate.address(request("10.0.0.1", x_forwarded_for=way)) == "198.51.100.7"
    assert gate.address(request("::ffff:10.0.0.1", x_forwarded_for=way)) == "198.51.100.7"
    assert gate.address(request("192.0.2.1", x_forwarded_for=way)) == "192.0.2.1"
    assert gate.address(request("10.0.0.1")) == "10.0.0.1"
    assert gate.is_secure(request("10.0.0.1", x_forwarded_proto="https"))
    assert not gate.is_secure(request("192.0.2.1", x_forwarded_proto="https"))


def test_tokens_are_believed_for_what_they_say_alone(monkeypatch: pytest.MonkeyPatch, accounts: Accounts) -> None:
    monkeypatch.setenv("CHAINLIT_AUTH_SECRET", "x" * 64)
    lan = accounts.add("lan", PASSWORD)
    token = issue("lan", by=ACCOUNT, stamp=lan.stamp)
    claims = read(token)
    gate = Gate("local", accounts)
    assert claims and gate.knows(claims)
    assert read(issue("lan")) is read("") is read("a.b.c") is None
    monkeypatch.setenv("CHAINLIT_AUTH_SECRET", "y" * 64)
    assert read(token) is None
    forever = 1e12
    wrong = [Claims("lan", ACCOUNT, forever), Claims("Lan", ACCOUNT, forever, lan.stamp), Claims("lan", OAUTH, forever)]
    assert not any(gate.knows(one) for one in [*wrong, Claims("lan", ACCOUNT, 0, lan.stamp)])


@pytest.mark.parametrize(
    ("address", "invited"),
    [
        ("Lan@Example.vn", True),
        ("guest@partner.vn", True),
        ("other@partner.vn", False),
        ("lan@sub.example.vn", False),
        ("lan@example.vn.evil.com", False),
        ("example.vn", False),
        ("@example.vn", False),
        ("", False),
    ],
)
def test_who_may_come_by_oauth_is_listed(address: str, invited: bool) -> None:
    gate = Gate("local", oauth_users=["example.vn", "guest@partner.vn"])
    assert gate.invites(address) is invited
    assert gate.knows(Claims(address, OAUTH, 1e12)) is invited
    assert not Gate("local").invites(address)


@pytest.mark.parametrize(
    ("provider", "said", "address"),
    [
        ("google", {"verified_email": True}, "lan@example.vn"),
        ("google", {"verified_email": False}, ""),
        ("okta", {"email_verified": "false"}, ""),
        ("github", {"emails": [{"email": "a@example.vn", "primary": True, "verified": False}]}, ""),
        ("github", {"emails": [{"email": "b@example.vn", "primary": True, "verified": True}]}, "b@example.vn"),
        ("github", {}, ""),
    ],
)
def test_an_address_that_is_not_proven_is_none(provider: str, said: dict[str, Any], address: str) -> None:
    assert proven_address(provider, said, "lan@example.vn") == address


def test_a_gate_that_nobody_could_pass_is_said_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AccountsError, match="hoidap accounts add"):
        Gate.of(Settings(accounts=tmp_path / "none"), "local")
    with pytest.raises(NoProvider, match="OAUTH_"):
        Gate.of(Settings(oauth_users=("example.vn",)), "local")
    monkeypatch.setenv("OAUTH_GOOGLE_CLIENT_ID", "x")
    assert not Gate.of(Settings(oauth_users=("example.vn",)), "local").is_open
    assert Gate.of(Settings(), "local").is_open
    monkeypatch.setenv("HOIDAP_TRUSTED_PROXIES", "10.0.0.1, nonsense")
    with pytest.raises(SettingsError, match="HOIDAP_TRUSTED_PROXIES"):
        load_settings()


def test_the_secret_is_made_once_for_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "new" / "login_secret"
    secret = kept_secret(file)
    assert len(secret) >= 64 and kept_secret(file) == secret
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
