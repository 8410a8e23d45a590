"""A cell's equations in LaTeX: steps of time, accents, numbers and parentheses."""

from __future__ import annotations

import pytest

from paramcalc import custom_cell, layer
from paramcalc.document.writers.latex_equations import aligned, equations
from paramcalc.equations.cell import read


def lines(text: str) -> list[str]:
    return [line.strip().removesuffix(r" \\") for line in equations(read(text)).splitlines()[1:-1]]


def test_a_state_is_of_the_step_before_until_its_equation():
    assert lines("h: units\nc: units\nc = tanh(W @ x + U @ h)\nh = c * h") == [
        r"c_t &= \tanh\left(W x_t + U h_{t-1}\right)",
        r"h_t &= c_t \odot h_{t-1}",
    ]


def test_a_candidate_has_an_accent():
    assert lines("h: units\nh_tilde = W @ x\nh = h + h_tilde") == [
        r"\tilde{h}_t &= W x_t",
        r"h_t &= h_{t-1} + \tilde{h}_t",
    ]


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        ("U @ (r * h)", r"U \left(\mathrm{r} \odot h_{t-1}\right)"),
        ("1 - h", "1 - h_{t-1}"),
        ("2 * h", r"2 \, h_{t-1}"),
        ("0.00001 * h", r"10^{-5} \, h_{t-1}"),
        ("2.5e-7 * h", r"2.5 \cdot 10^{-7} \, h_{t-1}"),
        ("(h + b_z) * h", r"\left(h_{t-1} + b_{z}\right) \odot h_{t-1}"),
        ("sigmoid(h)", r"\sigma\left(h_{t-1}\right)"),
    ],
)
def test_expressions(expression, latex):
    (line,) = lines(f"h: units\nh = {expression} + W @ x")
    assert line.removeprefix("h_t &= ").removesuffix(" + W x_t") == latex.replace(r"\mathrm{r}", "r")


def test_long_names_are_upright():
    (first, second) = lines("h: units\nmy_gate = sigmoid(W_in @ x)\nh = 0.5 * my_gate * h")
    assert first == r"\mathrm{my\_gate}_t &= \sigma\left(W_{\mathrm{in}} x_t\right)"
    assert second == r"h_t &= 0.5 \, \mathrm{my\_gate}_t \odot h_{t-1}"


def test_a_convolution_is_a_star():
    shown = layer("convlstm2d").to("latex")
    assert r"W_{i} \ast x_t + U_{i} \ast h_{t-1} + b_{i}" in shown


def test_small_numbers_in_a_whole_document():
    text = layer(custom_cell("h: units\nh = 0.00001 * h + 2.5e-7 * (W @ x)")).to("latex")
    assert r"10^{-5} \, h_{t-1}" in text
    assert r"2.5 \cdot 10^{-7} \," in text


def test_lines_are_aligned():
    assert aligned(["a &= 1", "b &= 2"]) == "\\begin{align*}\n  a &= 1 \\\\\n  b &= 2\n\\end{align*}"
