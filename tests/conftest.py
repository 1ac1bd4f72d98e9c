"""In CI nothing is skipped for want of what stands there: databases beside the repository, a browser, servers."""

import os
from collections.abc import Generator
from typing import Any

import pytest

MUST_BE_THERE = ("shared", "chromium", "xllamacpp", "gguf", "debian's package")

pytest_plugins = ["live_servers"]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Generator[None, Any, Any]:
    report = yield
    if os.environ.get("HOIDAP_CI") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr).lower()
        if any(name in reason for name in MUST_BE_THERE):
            report.outcome, report.longrepr = "failed", f"skipped in CI: {report.longrepr}"
    return report
