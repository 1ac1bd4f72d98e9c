"""The page at /docs: what can be asked over HTTP, from the application's own OpenAPI description.

FastAPI's page is a script that every visit fetches from a host on the internet. This server may stand where there is
none, and promises that nothing leaves the machine.
"""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

ANSWERED = {"question": "Có bao nhiêu cải tiến trong năm 2024?", "thread_id": "mine"}
HISTORY = [{"question": "How many improvements are there?", "sql": "SELECT COUNT(*) FROM Jidouka"}]
ROWS = {"question": "How many improvements were there in 2024?", "columns": ["n"], "rows": [[61]]}
EXAMPLES: dict[str, Any] = {
    "/agent/invoke": {"input": ANSWERED},
    "/agent/batch": {"inputs": [ANSWERED, {"question": "Which department saved the most hours?"}]},
    "/agent/stream": {"input": ANSWERED},
    "/sql/invoke": {"input": {"question": "and in 2024?", "history": HISTORY}},
    "/answer/invoke": {"input": ROWS},
    "/llm/invoke": {"input": {"question": "Bộ phận nào?", "context": "bộ phận | giờ\nDC5 | 12", "max_tokens": 60}},
    "/chat_messages/": {"input_text": "Bộ phận nào tiết kiệm được nhiều giờ nhất?"},
}
STYLE = """
body { font: 16px/1.5 'Segoe UI', 'Noto Sans', Roboto, Arial, sans-serif; max-width: 52rem; margin: 2rem auto;
  padding: 0 1rem; color: #17201f; background: #fff }
h1 { font-size: 1.6rem } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #dde5e4 }
code, pre { font: .85rem/1.45 ui-monospace, Consolas, monospace } a { color: #0d776b }
pre { background: #f4f7f7; border-radius: .4rem; padding: .7rem; overflow-x: auto }
.method { display: inline-block; min-width: 3.2rem; font-weight: 600; color: #0d776b } summary { cursor: pointer }
@media (prefers-color-scheme: dark) { body { color: #e8eeee; background: #14191a } pre { background: #1e2627 }
  h2 { border-color: #2c3839 } a, .method { color: #2eb8a6 } }
"""


def docs_page(api: Mapping[str, Any]) -> str:
    """An OpenAPI description as one HTML page without scripts."""
    body = "".join(section(tag, routes, api) for tag, routes in by_tag(api).items())
    title, description = escape(api["info"]["title"]), escape(api["info"].get("description", ""))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><h1>{title}</h1>'
        f'<p>{description} The <a href="/chat/">chat page</a>, the <a href="/openapi.json">OpenAPI description</a>, '
        f'and <a href="/agent/playground/">a form to try it</a>.</p>{body}</body></html>'
    )


def by_tag(api: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Any]]]:
    """(method, path, operation) triples under the first tag of each."""
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            found.setdefault(next(iter(operation.get("tags", [])), "server"), []).append((method, path, operation))
    return found


def section(tag: str, routes: list[tuple[str, str, Any]], api: Mapping[str, Any]) -> str:
    """The routes of one tag."""
    return f"<h2>{escape(tag)}</h2>" + "".join(route(*one, api) for one in routes)


def route(method: str, path: str, operation: Mapping[str, Any], api: Mapping[str, Any]) -> str:
    """One route: what it does, an example to copy, and the schema of what it takes."""
    said = str(operation.get("description", operation.get("summary", ""))).strip().split("\n\n")[0]
    parts = [f'<p><span class="method">{method.upper()}</span> <code>{escape(path)}</code> {escape(said)}</p>']
    if path in EXAMPLES:
        example = json.dumps(EXAMPLES[path], ensure_ascii=False)
        call = f"curl -s localhost:8000{path} -H 'Content-Type: application/json' \\\n  -d '{example}'"
        parts.append(f"<pre>{escape(call, quote=False)}</pre>")
    for schema in bodies(operation):
        shown = json.dumps(resolved(schema, api), ensure_ascii=False, indent=2)
        parts.append(f"<details><summary>Schema</summary><pre>{escape(shown, quote=False)}</pre></details>")
    return "".join(parts)


def bodies(operation: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas of an operation's JSON body."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield content.get("schema", {})


def resolved(schema: Any, api: Mapping[str, Any], depth: int = 6) -> Any:
    """A schema with its references replaced by what they name, to a depth that no recursive one exceeds."""
    if isinstance(schema, list):
        return [resolved(one, api, depth) for one in schema]
    if not isinstance(schema, dict):
        return schema
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name and depth:
        return resolved(api["components"]["schemas"].get(name, {}), api, depth - 1)
    return {key: resolved(value, api, depth) for key, value in schema.items()}
