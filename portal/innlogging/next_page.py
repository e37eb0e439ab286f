"""Where to go after signing in: only a path of ours that resolves (CWE-601)."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException


def safe_next(candidate: str | None) -> str | None:
    """`candidate` when it is a path inside this agency that a GET route answers, else None."""
    if not candidate or not candidate.startswith("/") or candidate.startswith("//"):
        return None
    if any(ord(sign) <= 32 or sign == "\\" for sign in candidate):
        return None
    path = candidate.partition("?")[0]
    root = request.script_root
    if path.startswith(root + "/"):
        path = path[len(root) :]
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return None
    try:
        adapter.match(path, method="GET")
    except HTTPException:
        return None
    query = candidate.partition("?")[1] + candidate.partition("?")[2]
    return f"{root}{path}{query}"
