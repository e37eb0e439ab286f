"""The embedded channel of text messages: .json files beside the mails, where the demo shows them."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from uuid import UUID

from portal.messaging.channels.local.files import newest, write_once
from portal.messaging.sms import Sms


class LocalSmsChannel:
    """One file per message, named by its id: the second try finds the first one's file."""

    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, sms: Sms) -> None:
        """Write it. Raises Unavailable: the disk said no."""
        held = {**asdict(sms), "id": str(sms.id), "tid": sms.tid.isoformat()}
        data = json.dumps(held, ensure_ascii=False).encode()
        write_once(self._of(sms.tenant_id) / f"{sms.id}.json", data)

    def newest(self, tenant_id: int, *, limit: int) -> Iterator[Sms]:
        """The agency's last messages, newest first: the ids in the names are time-ordered."""
        for path in newest(self._of(tenant_id), ".json", limit=limit):
            held = json.loads(path.read_text("utf-8"))
            yield Sms(**{**held, "id": UUID(held["id"]), "tid": datetime.fromisoformat(held["tid"])})

    def _of(self, tenant_id: int) -> Path:
        return self._folder / str(tenant_id)
