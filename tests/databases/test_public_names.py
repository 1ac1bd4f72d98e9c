import subprocess
import sys

import hoidap.databases

HEAVY = ("sqlalchemy", "sqlglot", "rapidfuzz", "yaml")


def test_every_public_name_is_there() -> None:
    assert [name for name in hoidap.databases.__all__ if not hasattr(hoidap.databases, name)] == []
    assert hoidap.databases.__all__ == sorted(hoidap.databases.__all__)
    assert not hasattr(hoidap.databases, "nothing")


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, hoidap.databases; print([name for name in {HEAVY} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
