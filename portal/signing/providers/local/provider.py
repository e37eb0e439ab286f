"""The embedded provider: link, one-time code and an active click, sealed by the agency's organisation certificate.

A simple electronic signature of each person under an electronic seal. It is not BankID, and every surface says so
(signering-dokumenter.md §3.1). Our own rows are the truth of how it stands; the file is made when all have signed.
"""

from datetime import datetime

from portal.signing.base import Cap, Config, Level, Rejected, Remote, RemoteState, Request, Signed, Snapshot
from portal.signing.providers.local.report import make_report
from portal.signing.providers.local.seal import PADES, seal_bytes, seal_file


class LocalProvider:
    """Really signs, on one machine, without a contract with anyone."""

    key = "local"
    caps = Cap.ORDERED | Cap.PARALLEL | Cap.CANCEL | Cap.EXTEND | Cap.READ
    levels = frozenset({Level.SES})

    def create(self, cfg: Config, request: Request) -> Remote:
        """Seals the file once on trial, so that nobody signs what could not be finished."""
        seal_file(self._seal(cfg), request)
        return Remote(f"local:{request.request_id}")

    def read(self, cfg: Config, remote: Remote) -> Snapshot:
        """What our own rows say."""
        if cfg.rows is None:
            raise Rejected("local: no rows to read")
        return cfg.rows(remote.remote_id.partition(":")[2])

    def cancel(self, cfg: Config, remote: Remote, reason: str) -> None:
        """Nothing is kept elsewhere."""

    def extend(self, cfg: Config, remote: Remote, until: datetime) -> datetime:
        """Our own deadline is the only one."""
        return until

    def fetch(self, cfg: Config, remote: Remote, request: Request) -> Signed:
        """The sealed file, and the evidence report as a file of its own, sealed too."""
        if self.read(cfg, remote).state is not RemoteState.ALL_SIGNED:
            raise Rejected("local: not everyone has signed")
        seal = self._seal(cfg)
        document, revisions = seal_file(seal, request)
        report = make_report(request, revisions=revisions, pades=PADES)
        return Signed(document, seal_bytes(seal, report, request.sender), PADES, roots=[seal[1]])

    @staticmethod
    def _seal(cfg: Config) -> tuple[bytes, bytes]:
        if cfg.seal is None:
            raise Rejected("local: no seal")
        return cfg.seal
