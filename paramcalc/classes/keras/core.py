"""Keras's core layers, `keras/src/layers/core`: Dense, EinsumDense, Embedding and what has no weights."""

from __future__ import annotations

from paramcalc.classes.base import LayerCall, LayerEntry, Outputs, Sizes, whole
from paramcalc.classes.keras.einsum import einsum_output, einsum_sizes
from paramcalc.classes.keras.quantized import FLOAT8, IN_BLOCKS, MATRIX, packed, variants, with_lora
from paramcalc.classes.rules import append, last, same

INITIALIZED = "kernel_initializer='glorot_uniform', bias_initializer='zeros'"

REGULARIZED = "kernel_regularizer=None, bias_regularizer=None"

CONSTRAINED = "kernel_constraint=None, bias_constraint=None"

KERNEL_ARGUMENTS = f"{INITIALIZED}, {REGULARIZED}, activity_regularizer=None, {CONSTRAINED}"
"""What every layer with a kernel and a bias takes, and no count depends on."""

DENSE_BIAS = """
    bias (units) if use_bias
"""

DENSE_LORA = """
    lora_kernel_a (input, rank) unsaved as float32
    lora_kernel_b (rank, units) unsaved as float32
"""

INT8_MATRIX = """
    kernel (input, units) frozen as int8
    kernel_scale (units) frozen
"""

DENSE_KERNEL = """
    kernel (input, units)
"""

DENSE_FORMS = {
    "lora": "kernel (input, units) frozen" + DENSE_BIAS + DENSE_LORA,
    "float8": FLOAT8 + DENSE_KERNEL + DENSE_BIAS,
    **with_lora({"int8": INT8_MATRIX, **MATRIX}, DENSE_BIAS, DENSE_LORA),
}


def _dense_sizes(call: LayerCall) -> Sizes:
    return packed(call, call.shape[-1], call.size("units"))


EINSUM_BIAS = """
    bias (*bias) if has_bias
"""

EINSUM_LORA = """
    lora_kernel_a (*front, rank) unsaved as float32
    lora_kernel_b (rank, last) unsaved as float32
"""

EINSUM_KERNEL = """
    kernel (*kernel)
"""

INT8_EINSUM = """
    kernel (*kernel) frozen as int8
    kernel_scale (*scale) frozen
"""

EINSUM_FORMS = {
    "lora": "kernel (*kernel) frozen" + EINSUM_BIAS + EINSUM_LORA,
    "float8": FLOAT8 + EINSUM_KERNEL + EINSUM_BIAS,
    **with_lora({"int8": INT8_EINSUM, **MATRIX}, EINSUM_BIAS, EINSUM_LORA),
}

EMBEDDING_LORA = """
    lora_embeddings_a (input_dim, rank) unsaved as float32
    lora_embeddings_b (rank, output_dim) unsaved as float32
"""

EMBEDDING_QUANTIZED = {
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

EMBEDDING_FORMS = {
    "lora": "embeddings (input_dim, output_dim) frozen" + EMBEDDING_LORA,
    **with_lora(EMBEDDING_QUANTIZED, "", EMBEDDING_LORA),
}

REVERSE = """
    reverse_embeddings (output_dim, input_dim) if not tie_weights
"""

REVERSE_QUANTIZED = {
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

REVERSIBLE_FORMS = {
    "lora": EMBEDDING_FORMS["lora"] + REVERSE,
    **with_lora(
        {name: EMBEDDING_QUANTIZED[name] + REVERSE_QUANTIZED[name] for name in REVERSE_QUANTIZED}, "", EMBEDDING_LORA
    ),
}


def _embedding_sizes(call: LayerCall) -> Sizes:
    sizes = packed(call, call.size("output_dim"), call.size("output_dim"))
    return {"half_output": sizes["half_columns"], "output_blocks": sizes["blocks"]}


def _lambda(call: LayerCall) -> Outputs:
    """What its configuration says comes out; the function itself is never run."""
    stated = call.get("output_shape")
    if isinstance(stated, (list, tuple)) and stated and not isinstance(stated[0], (list, tuple)):
        inside = tuple(None if each is None else whole("output_shape", each) for each in stated)
        return (call.shape[0], *inside)  # type: ignore[arg-type]  # None stands for a new symbol
    return None


LAYERS: dict[str, LayerEntry] = {
    "Dense": variants(
        LayerEntry(
            f"units, activation=None, use_bias=True, {KERNEL_ARGUMENTS}, lora_rank=None, lora_alpha=None, "
            "quantization_config=None",
            last("units"),
            DENSE_KERNEL + DENSE_BIAS,
            macs="positions * input * units",
            sizes=_dense_sizes,
        ),
        DENSE_FORMS,
    ),
    "EinsumDense": variants(
        LayerEntry(
            "equation, output_shape, activation=None, bias_axes=None, "
            f"{INITIALIZED}, {REGULARIZED}, {CONSTRAINED}, lora_rank=None, lora_alpha=None, "
            "gptq_unpacked_column_size=None, quantization_config=None",
            einsum_output,
            EINSUM_KERNEL + EINSUM_BIAS,
            macs="kernel * others",
            sizes=einsum_sizes,
        ),
        EINSUM_FORMS,
    ),
    "Embedding": variants(
        LayerEntry(
            "input_dim, output_dim, embeddings_initializer='uniform', embeddings_regularizer=None, "
            "embeddings_constraint=None, mask_zero=False, weights=None, lora_rank=None, lora_alpha=None, "
            "quantization_config=None",
            append("output_dim"),
            "embeddings (input_dim, output_dim)",
            sizes=_embedding_sizes,
            unknown=("batch", "steps"),
            reads_numbers=True,
        ),
        EMBEDDING_FORMS,
    ),
    "ReversibleEmbedding": variants(
        LayerEntry(
            "input_dim, output_dim, tie_weights=True, embeddings_initializer='uniform', embeddings_regularizer=None, "
            "embeddings_constraint=None, mask_zero=False, reverse_dtype=None, logit_soft_cap=None",
            append("output_dim"),
            "embeddings (input_dim, output_dim)" + REVERSE,
            sizes=_embedding_sizes,
            unknown=("batch", "steps"),
            reads_numbers=True,
        ),
        REVERSIBLE_FORMS,
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
