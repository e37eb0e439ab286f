"""Requests that show nothing of another tenant even when every wall is gone, each with its reason.

They lower what the matrix can prove, so the list is kept short and each entry must still be true.
"""

_BYTES = (
    "the key of the stored bytes names its tenant: a check of its own beside the walls (filestore/gateway.py)"
)
_OWN = "one's own only: the owner is in the condition"

BLIND: dict[str, str] = {
    "POST innlogging.oekter.avslutt": "ends one's own session only: the owner is in the condition",
    "POST innlogging.kundeoekter.avslutt": "ends one's own session only: the owner is in the condition",
    "POST innlogging.vikaroekter.avslutt": "ends one's own session only: the owner is in the condition",
    "POST kundeportal.start.bytt": "between one's own customers only: the account is in the condition",
    "GET dagbok.vis": _OWN,
    "GET dagbok.aktivitet": _OWN,
    "POST dagbok.ferdig": _OWN,
    "POST dagbok.slett": _OWN,
    "POST kalender.trekk": _OWN,
    "POST kundekort.listemedlemmer.legg_tilbake": "undo of taking out; tried on lists of one's own",
    "GET favoritter.liste": _OWN,
    "GET ringeliste.liste": _OWN,
    "GET ringeliste.vis": _OWN,
    "POST ringeliste.lagre": _OWN,
    "POST ringeliste.ringt": _OWN,
    "POST ringeliste.utsett": _OWN,
    "POST ringeliste.fjern": _OWN,
    "GET kundekort.visninger.endre": _OWN,
    "POST kundekort.visninger.bytt": _OWN,
    "POST kundekort.visninger.slett": _OWN,
    "GET kundekort.lister.endre": _OWN,
    "POST kundekort.lister.lagre": _OWN,
    "POST kundekort.lister.slett": _OWN,
    "GET kontaktgrupper.endre": _OWN,
    "POST kontaktgrupper.lagre": _OWN,
    "POST kontaktgrupper.slett": _OWN,
    "GET kundekort.masse.vis": _OWN,
    "GET kundekort.masse.framdrift": _OWN,
    "POST kundekort.masse.angre": _OWN,
    "GET faktura.fakturaer.ehf": _BYTES,
    "GET faktura.fakturaer.pdf": _BYTES,
    "GET kandidater.papirer.fil": _BYTES,
    "GET kundekort.dokumenter.fil": _BYTES,
    "GET kundeportal.dokumenter.fil": _BYTES,
    "GET kundeportal.fakturaer.pdf": _BYTES,
}
