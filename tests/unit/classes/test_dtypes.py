"""Dtype policies in every form that Keras writes."""

import pytest

from paramcalc.classes.dtypes import Policy, policy_of

POLICIES = [
    (None, "", "float32"),
    ("float16", "", "float16"),
    ("mixed_bfloat16", "", "float32"),
    ("made_up", "", "float32"),
    ("int8_from_float16", "int8", "float16"),
    ("int4/128_from_mixed_float16", "int4/128", "float32"),
    ({"class_name": "DTypePolicy", "config": {"name": "bfloat16"}}, "", "bfloat16"),
    ({"config": {"mode": "int8", "source_name": "float16"}}, "int8", "float16"),
    ({"config": {"name": "float8_from_mixed_float16"}}, "float8", "float32"),
    ({"config": {"name": 3}}, "", "float32"),
    ({"config": None}, "", "float32"),
    ({}, "", "float32"),
    (7, "", "float32"),
]


@pytest.mark.parametrize(("dtype", "quantization", "stored"), POLICIES, ids=str)
def test_policies(dtype, quantization, stored):
    policy = policy_of(dtype)
    assert (policy.quantization, policy.stored) == (quantization, stored)


def test_a_policy_without_a_name_gets_one():
    parts = {"mode": "int4/2", "source_name": "float32"}
    assert policy_of({"config": parts}) == Policy("int4/2_from_float32", "int4/2", "float32")
