"""Keras's core layers, `keras/src/layers/core`: Dense, EinsumDense, Embedding and layers without weights."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes, whole
from paramcalc.classes.keras.arguments import KERNEL_ARGUMENTS, initialized
from paramcalc.classes.keras.einsum import einsum_output, einsum_sizes
from paramcalc.classes.keras.quantized import FLOAT8, IN_BLOCKS, MATRIX, Forms, lora, packed, variants, with_lora
from paramcalc.classes.rules import append, last, same


def _kernel_forms(axes: str, scale: str, bias: str, added: str) -> Forms:
    """The forms of a layer with a kernel of these axes, a bias, and what LoRA adds."""
    int8 = f"\nkernel ({axes}) frozen as int8\nkernel_scale ({scale}) frozen"
    return {
        "lora": f"kernel ({axes}) frozen\n{bias}\n{added}",
        "float8": f"{FLOAT8}\nkernel ({axes})\n{bias}",
        **with_lora({"int8": int8, **MATRIX}, bias, f"\n{added}"),
    }


DENSE_BIAS = "bias (units) if use_bias"

EINSUM_BIAS = "bias (*bias) if has_bias"

EMBEDDINGS = "embeddings (input_dim, output_dim)"

EMBEDDING_LORA = f"\n{lora('embeddings', 'input_dim', 'output_dim')}"

REVERSE = "\nreverse_embeddings (output_dim, input_dim) if not tie_weights"

QUANTIZED = {
    "int8": """
        embeddings (input_dim, output_dim) frozen as int8
        embeddings_scale (input_dim) frozen
    """,
    "int4": """
        embeddings (input_dim, half_output) frozen as int8
        embeddings_scale (input_dim) frozen
    """,
    IN_BLOCKS: """
        embeddings (input_dim, half_output) frozen as int8
        embeddings_scale (input_dim, output_blocks) frozen
        embeddings_zero (input_dim, output_blocks) frozen as int8
        g_idx (output_dim) frozen as float32
    """,
}

QUANTIZED_REVERSE = {
    "int8": """
        reverse_embeddings (output_dim, input_dim) if not tie_weights frozen as int8
        reverse_embeddings_scale (input_dim) if not tie_weights frozen
    """,
    "int4": """
        reverse_embeddings (half_output, input_dim) if not tie_weights frozen as int8
        reverse_embeddings_scale (input_dim) if not tie_weights frozen
    """,
    IN_BLOCKS: """
        reverse_embeddings (half_output, input_dim) if not tie_weights frozen as int8
        reverse_embeddings_scale (output_blocks, input_dim) if not tie_weights frozen
        reverse_embeddings_zero (output_blocks, input_dim) if not tie_weights frozen
    """,
}

EMBEDDING_LORA_FORM = f"{EMBEDDINGS} frozen{EMBEDDING_LORA}"

REVERSIBLE = {name: weights + QUANTIZED_REVERSE[name] for name, weights in QUANTIZED.items()}

EMBEDDED = "embeddings_initializer='uniform', embeddings_regularizer=None, embeddings_constraint=None, mask_zero=False"


def _embedding(arguments: str, weights: str, forms: Forms) -> LayerEntry:
    entry = LayerEntry(
        arguments,
        append("output_dim"),
        weights,
        sizes=_embedding_sizes,
        unknown=("batch", "steps"),
        reads_numbers=True,
    )
    return variants(entry, forms)


def _embedding_sizes(call: LayerCall) -> Sizes:
    sizes = packed(call, call.free_size("output_dim"), call.free_size("output_dim"))
    return {"half_output": sizes["half_columns"], "output_blocks": sizes["blocks"]}


def _lambda(call: LayerCall) -> Outputs:
    """The output shape in its configuration; the function itself is never run."""
    stated = call.get("output_shape")
    if isinstance(stated, (list, tuple)) and stated and not isinstance(stated[0], (list, tuple)):
        return (call.shape[0], *(None if size is None else whole("output_shape", size) for size in stated))
    return None


LAYERS: dict[str, LayerEntry] = {
    "Dense": variants(
        LayerEntry(
            f"units, activation=None, use_bias=True, {KERNEL_ARGUMENTS}, lora_rank=None, lora_alpha=None, "
            "quantization_config=None",
            last("units"),
            f"kernel (input, units)\n{DENSE_BIAS}",
            macs="positions * input * units",
            sizes=lambda call: packed(call, call.shape[-1], call.free_size("units")),
        ),
        _kernel_forms("input, units", "units", DENSE_BIAS, lora("kernel", "input", "units")),
    ),
    "EinsumDense": variants(
        LayerEntry(
            "equation, output_shape, activation=None, bias_axes=None, "
            f"{', '.join(initialized(kernel='glorot_uniform', bias='zeros'))}, lora_rank=None, lora_alpha=None, "
            "gptq_unpacked_column_size=None, quantization_config=None",
            einsum_output,
            f"kernel (*kernel)\n{EINSUM_BIAS}",
            macs="kernel * others",
            sizes=einsum_sizes,
        ),
        _kernel_forms("*kernel", "*scale", EINSUM_BIAS, lora("kernel", "*front", "last")),
    ),
    "Embedding": _embedding(
        f"input_dim, output_dim, {EMBEDDED}, weights=None, lora_rank=None, lora_alpha=None, quantization_config=None",
        EMBEDDINGS,
        {"lora": EMBEDDING_LORA_FORM, **with_lora(QUANTIZED, "", EMBEDDING_LORA)},
    ),
    "ReversibleEmbedding": _embedding(
        f"input_dim, output_dim, tie_weights=True, {EMBEDDED}, reverse_dtype=None, logit_soft_cap=None",
        EMBEDDINGS + REVERSE,
        {"lora": EMBEDDING_LORA_FORM + REVERSE, **with_lora(REVERSIBLE, "", EMBEDDING_LORA)},
    ),
    "Identity": LayerEntry("", same),
    "InputLayer": LayerEntry(
        "shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, input_tensor=None, "
        "optional=False, name=None",
        same,
    ),
    "Lambda": LayerEntry("function, output_shape=None, mask=None, arguments=None", _lambda),
    "Masking": LayerEntry("mask_value=0.0", same),
}
