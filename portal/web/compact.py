"""Templates are laid out for people, pages are sent to machines: the gap between two lines becomes one end of line.

Done once, when a template is compiled. Values are never touched, nor the texts that are looked up in a catalogue.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_GAP = re.compile(r"[ \t]*\n\s*")


class Compact(Extension):
    """The data of `.html` templates with their indentation left out."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Each gap that holds an end of line becomes that end of line, outside `{% trans %}`."""
        page, text, begins = (stream.name or "").endswith(".html"), False, False
        for token in stream:
            if begins:
                text = token.value == "trans" or (text and token.value != "endtrans")
            begins = token.type == "block_begin"
            if page and not text and token.type == "data":
                yield Token(token.lineno, token.type, _GAP.sub("\n", token.value))
            else:
                yield token
