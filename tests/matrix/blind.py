"""Requests that show nothing of another tenant even when every wall is gone, each with its reason.

They lower what the matrix can prove, so the list is kept short and each entry must still be true.
"""

BLIND: dict[str, str] = {
    "POST innlogging.oekter.avslutt": "ends one's own session only: the owner is in the condition",
    "POST innlogging.kundeoekter.avslutt": "ends one's own session only: the owner is in the condition",
    "POST innlogging.vikaroekter.avslutt": "ends one's own session only: the owner is in the condition",
}
