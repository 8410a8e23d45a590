"""The sentences about what a summary of a model hides."""

from __future__ import annotations

from paramcalc.document.nodes import Content, Phrase
from paramcalc.models.summary import Surprise, SurpriseKind

TEMPLATES = {
    SurpriseKind.NOT_COUNTED: "not counted: {reason}",
    SurpriseKind.FROM_FILE: (
        "counted from the tensors in the file, because its class is unknown; whether they are trained is unknown"
    ),
    SurpriseKind.SHARED: "shares {count} parameters with a layer above; the total counts them once",
    SurpriseKind.CALLED_AGAIN: "called {calls} times; its parameters are counted once",
    SurpriseKind.NEVER_CALLED: "it is never called",
    SurpriseKind.NOTE: "{text}",
    SurpriseKind.OVERFLOW: (
        "Keras 2 counts with 64-bit integers, which overflow here: its summary shows a wrong number"
    ),
    SurpriseKind.TRAINS_WEIGHTS: "trainable=False on {kind} does not reach its weights: Keras 3 trains them",
    SurpriseKind.TRAINS_LAYER: "trainable=False on {kind} does not reach the layer inside: Keras 3 trains it",
    SurpriseKind.PRELU: (
        "its activation is a PReLU, which creates its alpha at the first call; after that Keras's count is larger"
    ),
    SurpriseKind.LORA: "the count includes LoRA's two matrices; saving the model merges them into the kernel",
    SurpriseKind.CHOICE_ADDS: "{setting} adds {amount} parameters",
    SurpriseKind.CHOICE_SAVES: "{setting} saves {amount} parameters",
    SurpriseKind.CHOICES_ADD: "{setting} adds {amount} parameters in {count} layers ({layers})",
    SurpriseKind.CHOICES_SAVE: "{setting} saves {amount} parameters in {count} layers ({layers})",
    SurpriseKind.UNBUILT: (
        "not built: the input shape is unknown, so counts are formulas; Keras's summary prints 0 (unbuilt)"
    ),
    SurpriseKind.NO_WEIGHTS: "the file has no weights: the model was never built",
    SurpriseKind.OPTIMIZER: (
        "compiled with {optimizer}: after training or loading, Keras 3's summary adds {more} optimizer variables "
        "and shows Total params: {total}"
    ),
    SurpriseKind.LOWER_BOUND: "the total is a lower bound: some layers could not be counted",
}
"""A sentence for each kind of surprise."""


OTHER_SETTING = "; with {other} the total is {total}"
"""What follows a sentence about a choice, if the total is known."""


def sentence(surprise: Surprise) -> Content:
    """The sentence about a surprise."""
    values = dict(surprise.values)
    other = OTHER_SETTING if "other" in values else ""
    return Phrase(TEMPLATES[surprise.kind] + other, values)
