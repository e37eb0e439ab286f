"""What is kept of a mail: its words, never its HTML; and a broken one is told apart from a good one."""

import pytest

from portal.messaging.innboks.adresse import find_slug, log_address
from portal.messaging.innboks.lesing import MOST_TEXT, Unreadable, parse, read, receivers

BASE, SECRET = "logg@inn.example", "s" * 32
HEAD = (
    b"From: =?utf-8?q?Terje_=C3=85s?= <Terje@Fjordtre.example>\r\nTo: Marte <marte@nordvik.example>\r\n"
    b"Message-ID: <1@x>\r\n"
)


def kept(rest: bytes, head: bytes = HEAD):
    whole = head + rest
    return read(parse(whole), whole)


def page(markup: str) -> str:
    return kept(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + markup.encode()).tekst


def test_a_plain_mail() -> None:
    mail = kept(
        "Subject: Prøve\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHei\r\n\r\n\r\n\r\nTo æ\r\n".encode()
    )
    assert (mail.fra, mail.fra_navn, mail.til) == (
        "terje@fjordtre.example",
        "Terje Ås",
        ("marte@nordvik.example",),
    )
    assert mail.tekst == "Hei\n\nTo æ"


def test_the_words_of_a_page_and_nothing_else() -> None:
    markup = (
        "<html><head><title>T</title><style>p{color:red}</style></head><body><p>En &amp; to</p><div>tre"
        "<script>alert(1)</script>fire</div><img src=x onerror=alert(2)><a href='javascript:alert(3)'>fem</a>"
        "</body></html>"
    )
    assert page(markup) == "En & to\ntrefire\nfem"


@pytest.mark.parametrize(
    "markup", ["", "<", "<!--", "<p", "&#0;", "\x00", "<![CDATA[<b>x</b>]]>", "<svg/onload=alert(1)>"]
)
def test_no_page_is_too_broken(markup) -> None:
    assert "\x00" not in page(markup)
    assert "<b>" not in page(markup)


def test_the_plain_part_comes_before_the_page_and_files_are_named() -> None:
    mail = kept(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
        b"--c\r\nContent-Type: text/html\r\n\r\n<p>side</p>\r\n--c\r\nContent-Type: text/plain\r\n\r\nord\r\n--c--\r\n"
        b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=avtale.pdf\r\n\r\n"
        b"%PDF\r\n--b--\r\n"
    )
    assert (mail.tekst, mail.filer) == ("ord", ("avtale.pdf",))


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Type: text/plain; charset=no-such\r\n\r\nhei \xe6\r\n",
        b"Content-Type: text/plain; charset=utf-8\r\n\r\nhei \xff\x00\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nhei\r\n",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n",
        b"Subject: =?utf-8?b?////?=\r\nIn-Reply-To: <<<\r\nReferences: x\r\n\r\nhei",
    ],
)
def test_a_strange_mail_is_still_read(rest) -> None:
    mail = kept(rest)
    assert "\x00" not in mail.tekst
    mail.tekst.encode()  # no half signs, which the database refuses


@pytest.mark.parametrize("head", [b"", b"From: \r\n", b"From: nobody\r\n"])
def test_one_without_a_sender_is_none(head) -> None:
    with pytest.raises(Unreadable):
        kept(b"\r\nhei", head=head)


def test_a_long_one_is_cut() -> None:
    assert len(kept(b"\r\n" + b"a" * (2 * MOST_TEXT)).tekst) == MOST_TEXT


def test_the_same_mail_has_the_same_key_and_another_another() -> None:
    assert kept(b"\r\nhei").noekkel == kept(b"Received: by x\r\n\r\nhei").noekkel
    assert kept(b"\r\nhei").noekkel != kept(b"\r\nhei", head=HEAD.replace(b"<1@x>", b"<2@x>")).noekkel
    nameless = HEAD.replace(b"Message-ID: <1@x>\r\n", b"")
    assert kept(b"\r\nhei", head=nameless).noekkel != kept(b"\r\nhallo", head=nameless).noekkel


def test_the_log_address_names_the_agency_and_cannot_be_guessed() -> None:
    mine = log_address(BASE, slug="nord-vik", secret=SECRET)
    assert find_slug(["x@y.example", mine.upper()], base=BASE, secret=SECRET) == "nord-vik"
    assert find_slug([mine.replace("nord-vik", "solvik")], base=BASE, secret=SECRET) is None
    assert find_slug([mine], base=BASE, secret="t" * 32) is None
    assert find_slug([BASE, "logg+nord-vik-@inn.example"], base=BASE, secret=SECRET) is None
    assert log_address("", slug="nord-vik", secret=SECRET) == ""


def test_a_blind_copy_is_found_where_it_was_delivered() -> None:
    message = parse(
        b"Delivered-To: Logg+A@inn.example\r\nTo: t@f.example\r\nCc: c@f.example, T@f.example\r\n\r\n"
    )
    assert receivers(message) == ["logg+a@inn.example", "t@f.example", "c@f.example"]
