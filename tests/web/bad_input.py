"""What every refusal of typed text has in common."""

import pytest

from portal.web.parse import BadInput


def refused(function, text, **more):
    with pytest.raises(BadInput) as caught:
        function(text, **more)
    sentence = str(caught.value.sentence)
    assert sentence.endswith((".", "!"))
    assert "%(" not in sentence
    return sentence
