"""What of ours has to be put together before the browser loads it: elements in parts, a way to Chainlit's Plotly."""

import re
from importlib.util import find_spec
from pathlib import Path

PARTS = Path(__file__).parent / "elements"
# Chainlit ships Plotly and loads it for elements of its own; which file it is in changes with each version.
PLOTLY = "react-plotly-*.js"
SHIM = """// Chainlit's own Plotly, as a React component, under a name that does not change.
import * as file from '../assets/{name}'
const found = Object.values(file).flatMap((one) => [one, one?.default, one?.default?.default])
export default found.find((one) => typeof one === 'function' && one.prototype?.render)
"""


def write_frontend(public: Path) -> None:
    """Write into Chainlit's folder of public files what is made of several of ours, or of one of its own."""
    (public / "elements").mkdir(parents=True, exist_ok=True)
    for folder in sorted(path for path in PARTS.iterdir() if path.is_dir()):
        (public / "elements" / f"{folder.name}.jsx").write_text(joined(folder), encoding="utf-8")
    if name := plotly_file():
        (public / "plotly.js").write_text(SHIM.format(name=name), encoding="utf-8")


def joined(folder: Path) -> str:
    """An element in one file, as Chainlit wants it; the part with the folder's name is the last."""
    main = folder / f"{folder.name}.jsx"
    parts = [*sorted(set(folder.glob("*.jsx")) - {main}), main]
    return "\n".join(re.sub(r"\s+$", "\n", part.read_text(encoding="utf-8")) for part in parts)


def plotly_file() -> str:
    """The name of the file in which Chainlit ships Plotly; empty where it ships none."""
    spec = find_spec("chainlit")
    if spec is None or not spec.submodule_search_locations:
        return ""
    assets = Path(spec.submodule_search_locations[0]) / "frontend" / "dist" / "assets"
    return next((path.name for path in sorted(assets.glob(PLOTLY))), "")
