"""What WTForms says by itself, in our words: its own catalogues lack nynorsk, and plain nested forms use none."""

from typing import Any

from portal.i18n import _l

#: WTForms' sentence → ours. What is missing here falls back to a sentence that is true of every value.
SENTENCES: dict[str, Any] = {
    "Not a valid choice.": _l("Velg noe fra listen."),
    "Not a valid choice": _l("Velg noe fra listen."),
    "Invalid Choice: could not coerce.": _l("Velg noe fra listen."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Velg noe fra listen."),
    "'%(value)s' is not a valid choice for this field.": _l("Velg noe fra listen."),
    "'%(value)s' are not valid choices for this field.": _l("Velg noe fra listen."),
    "This field is required.": _l("Fyll ut dette feltet."),
}
OTHERWISE = _l("Verdien kan ikke brukes her.")


class FieldWords:
    """The translations object WTForms asks for."""

    def gettext(self, text: str) -> str:
        return str(SENTENCES.get(text, OTHERWISE))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)
