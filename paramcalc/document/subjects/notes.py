"""The sentences about what a summary of a model hides."""

from __future__ import annotations

from paramcalc.document.nodes import Content, Phrase
from paramcalc.models.summary import Surprise, SurpriseKind
from paramcalc.phrases import tr

TEMPLATES = {
    SurpriseKind.NOT_COUNTED: tr("not counted: {reason}"),
    SurpriseKind.FROM_FILE: (
        tr("counted from the tensors in the file, because its class is unknown; whether they are trained is unknown")
    ),
    SurpriseKind.SHARED: tr("shares {count} parameters with a layer above; the total counts them once"),
    SurpriseKind.CALLED_AGAIN: tr("called {calls} times; its parameters are counted once"),
    SurpriseKind.NEVER_CALLED: tr("it is never called"),
    SurpriseKind.NOTE: "{text}",
    SurpriseKind.OVERFLOW: (
        tr("Keras 2 counts with 64-bit integers, which overflow here: its summary shows a wrong number")
    ),
    SurpriseKind.TRAINS_WEIGHTS: tr("trainable=False on {kind} does not reach its weights: Keras 3 trains them"),
    SurpriseKind.TRAINS_LAYER: tr("trainable=False on {kind} does not reach the layer inside: Keras 3 trains it"),
    SurpriseKind.PRELU: (
        tr("its activation is a PReLU, which creates its alpha at the first call; after that Keras's count is larger")
    ),
    SurpriseKind.LORA: tr("the count includes LoRA's two matrices; saving the model merges them into the kernel"),
    SurpriseKind.CHOICE_ADDS: tr("{setting} adds {amount} parameters"),
    SurpriseKind.CHOICE_SAVES: tr("{setting} saves {amount} parameters"),
    SurpriseKind.CHOICES_ADD: tr("{setting} adds {amount} parameters in {count} layers ({layers})"),
    SurpriseKind.CHOICES_SAVE: tr("{setting} saves {amount} parameters in {count} layers ({layers})"),
    SurpriseKind.UNBUILT: (
        tr("not built: the input shape is unknown, so counts are formulas; Keras's summary prints 0 (unbuilt)")
    ),
    SurpriseKind.NO_WEIGHTS: tr("the file has no weights: the model was never built"),
    SurpriseKind.OPTIMIZER: (
        tr(
            "compiled with {optimizer}: after training or loading, Keras 3's summary adds {more} "
            "optimizer variables and shows Total params: {total}"
        )
    ),
    SurpriseKind.LOWER_BOUND: tr("the total is a lower bound: some layers could not be counted"),
}
"""A sentence for each kind of surprise."""


OTHER_SETTING = tr("; with {other} the total is {total}")
"""What follows a sentence about a choice, if the total is known."""


def sentence(surprise: Surprise) -> Content:
    """The sentence about a surprise."""
    values = dict(surprise.values)
    other = OTHER_SETTING if "other" in values else ""
    return Phrase(TEMPLATES[surprise.kind] + other, values)
