"""What Chainlit offers over HTTP and we don't, or not in its way: our routes stand before its own.

Whoever is logged in may call them all, and guess ids.
"""

from chainlit import server
from chainlit.data import get_data_layer
from chainlit.data.base import BaseDataLayer
from chainlit.session import WebsocketSession
from chainlit.types import DeleteFeedbackRequest, ElementRequest, UpdateFeedbackRequest
from chainlit.user import User
from fastapi import APIRouter, HTTPException

from .login import asker

# It would log in whoever has an old token, show what it calls shared to everybody, or run programs.
CLOSED = (
    "/auth/jwt",
    "/copilot/{rest:path}",
    "/docs",
    "/mcp",
    "/openapi.json",
    "/project/share/{rest:path}",
    "/project/thread/share",
    "/redoc",
)


def closed_routes() -> APIRouter:
    """Not found where there is nothing; what is checked first where there is."""
    router = APIRouter(include_in_schema=False)
    for path in CLOSED:
        router.add_api_route(path, nothing, methods=["GET", "POST", "PUT", "DELETE"])
    router.add_api_route("/project/element", nothing, methods=["DELETE"])
    router.add_api_route("/project/element", change_element, methods=["PUT"])
    router.add_api_route("/feedback", judge, methods=["PUT"])
    router.add_api_route("/feedback", take_back, methods=["DELETE"])
    return router


async def nothing() -> None:
    """There is no such thing here."""
    raise HTTPException(404)


async def change_element(payload: ElementRequest) -> dict[str, bool]:
    """Change an element of the conversation that is open: Chainlit would believe the page which one it belongs to."""
    name, session = asker(), WebsocketSession.get_by_id(payload.sessionId)
    if name is None or session is None or session.user is None or session.user.identifier != name:
        raise HTTPException(404, "There is no such conversation.")
    payload.element["threadId"] = session.thread_id
    changed: dict[str, bool] = await server.update_thread_element(payload, User(identifier=name))
    return changed


async def judge(payload: UpdateFeedbackRequest) -> dict[str, bool | str]:
    """Keep what somebody thinks of an answer of theirs; Chainlit would say in the reply what broke inside."""
    return {"success": True, "feedbackId": await layer().upsert_feedback(payload.feedback)}


async def take_back(payload: DeleteFeedbackRequest) -> dict[str, bool]:
    """Forget what somebody thought of an answer of theirs."""
    return {"success": await layer().delete_feedback(payload.feedbackId)}


def layer() -> BaseDataLayer:
    """Where the page keeps things."""
    kept: BaseDataLayer | None = get_data_layer()
    if kept is None:
        raise HTTPException(404, "Nothing is kept here.")
    return kept
