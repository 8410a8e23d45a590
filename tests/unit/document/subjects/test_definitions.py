"""The text of a definitions file in an answer: it comes out of every form as it went in."""

import html
import re

import pytest

from paramcalc.document import WRITERS, text
from paramcalc.document.nodes import Heading, Listing
from paramcalc.document.subjects.definitions import starting_definitions
from paramcalc.document.subjects.model import ModelView
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain
from paramcalc.readers.definitions import tables_in

SPEC = ModelSpec(
    chain("Sequential", "m", [LayerSpec("Mix", "mix_1", {"units": 3})], (None, 4)),
    "keras",
    (3,),
    "a test",
    stored={"mix_1": [StoredTensor("vars/0", (4, 3), "float32")]},
)

OUT_OF = {
    "table": lambda answer: answer[answer.index("[Mix]") :],
    "text": lambda answer: answer[answer.index("[Mix]") :],
    "markdown": lambda answer: re.search(r"```toml\n(.*)\n```", answer, re.DOTALL)[1],
    "html": lambda answer: html.unescape(re.search("<pre>(.*)</pre>", answer, re.DOTALL)[1]),
}


@pytest.mark.parametrize("form", WRITERS)
def test_each_form_has_the_text(form):
    model = Model(SPEC)
    answer = text("model", ModelView(model), form)
    if form == "latex":
        assert "weight" in answer.replace("~", " ")
        return
    assert tables_in(OUT_OF[form](answer), form) == tables_in(model.definitions, "a test")


def test_one_layer_alone_shows_no_definitions():
    assert "[Mix]" not in text("model", ModelView(Model(SPEC), only="mix_1"), "text")


def test_the_blocks():
    assert starting_definitions("") == ()
    heading, listing = starting_definitions("[A]")
    assert isinstance(heading, Heading)
    assert listing == Listing(("[A]",), "toml")
