"""`hoidap accounts`: who may log in, kept in the file that HOIDAP_ACCOUNTS names."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hoidap.terminal import complain, printable, say

if TYPE_CHECKING:
    from hoidap.web.accounts import Accounts

FAILED, MISUSED = 1, 2

accounts = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help=say("Add, list and remove the people who may log in.", "Thêm, liệt kê và xóa những người được đăng nhập."),
)
Name = Annotated[str, typer.Argument(metavar="NAME", help=say("Who it is, as the glossary says.", "Tên người dùng."))]


@accounts.command(help=say("Add somebody, and ask for a password.", "Thêm một người và hỏi mật khẩu."))
def add(name: Name) -> None:
    with kept() as those:
        if those.file.exists() and (there := those.find(name)):
            fail(say(f"There is an account {there.name} already.", f"Đã có tài khoản {there.name}."))
        who = those.add(name, new_password()).name
        complain(say(f"{who} may log in.", f"{who} đã có thể đăng nhập."))


@accounts.command("list", help=say("Print the names.", "In ra các tên."))
def names() -> None:
    with kept() as those:
        for account in those.all():
            print(printable(account.name))


@accounts.command(
    help=say("Remove somebody; who is logged in is out at once.", "Xóa một người; người đó bị đăng xuất ngay.")
)
def remove(name: Name) -> None:
    with kept() as those:
        who = those.remove(name).name
        complain(say(f"{who} may no longer log in.", f"{who} không còn đăng nhập được."))


@accounts.command(help=say("Give somebody another password.", "Đổi mật khẩu của một người."))
def password(name: Name) -> None:
    with kept() as those:
        who = those.known(name).name
        those.change(name, new_password())
        complain(say(f"{who} has a new password.", f"{who} đã có mật khẩu mới."))


@contextmanager
def kept() -> "Iterator[Accounts]":
    """The accounts of the settings; what is wrong with them is one sentence."""
    from hoidap.settings import PREFIX, SettingsError, load_settings
    from hoidap.web.accounts import Accounts
    from hoidap.web.errors import AccountsError

    try:
        file = load_settings().accounts
        if file is None:
            fail(
                say(
                    f"Set {PREFIX}ACCOUNTS to the file that holds the accounts, for example {PREFIX}ACCOUNTS=accounts.",
                    f"Hãy đặt {PREFIX}ACCOUNTS là tệp chứa các tài khoản, ví dụ {PREFIX}ACCOUNTS=accounts.",
                ),
                MISUSED,
            )
        yield Accounts(file)
    except SettingsError as error:
        fail(str(error), MISUSED)
    except AccountsError as error:
        fail(str(error))


def new_password() -> str:
    """A password: typed twice without being shown, or the first line of what comes through a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(say("Password: ", "Mật khẩu: "))
    if getpass.getpass(say("Once more: ", "Nhập lại: ")) != first:
        fail(
            say("These are two passwords; nothing was changed.", "Hai mật khẩu không giống nhau; chưa có gì thay đổi.")
        )
    return first


def fail(sentence: str, status: int = FAILED) -> NoReturn:
    """Say why not, and end."""
    complain(sentence)
    raise typer.Exit(status)
