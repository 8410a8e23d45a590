"""The tensors of a file in words."""

from paramcalc.document.page import PLAIN
from paramcalc.document.subjects.stored import stored_tensors, tensor_difference
from paramcalc.document.writers.plain import TextWriter
from paramcalc.models.breakdown import Model
from paramcalc.models.spec import LayerSpec, ModelSpec, StoredTensor, chain

KERNEL, BIAS = StoredTensor("kernel", (4, 3), "float32"), StoredTensor("bias", (3,), "float32")


def model(*tensors):
    layer = LayerSpec("Dense", "d", {"units": 3})
    return Model(
        ModelSpec(chain("Sequential", "m", [layer], (None, 4)), "keras", (3,), "x", stored={"d": list(tensors)})
    )


def words(content) -> str:
    return TextWriter(PLAIN).content(content)


def test_agreement_and_difference():
    assert words(stored_tensors(model(KERNEL, BIAS))) == (
        "2 tensors with 15 numbers in the file; all shapes match the derived ones"
    )
    odd = model(KERNEL, BIAS._replace(shape=(5,)))
    assert words(stored_tensors(odd)) == "2 tensors in the file; 1 differ from the derived ones"
    assert words(tensor_difference(odd.differences[0])) == "d: derived bias (3,), the file has bias (5,)"
    missing, further = model(KERNEL), model(KERNEL, BIAS, BIAS)
    assert words(tensor_difference(missing.differences[0])) == "d: derived bias (3,), the file has none"
    assert words(tensor_difference(further.differences[0])) == "d: no tensor was derived, the file has bias (3,)"
