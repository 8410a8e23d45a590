"""What is built without memory stays without memory, and leaves nothing behind in Keras."""

from __future__ import annotations

import pytest

from paramcalc import gru, lstm, verify
from paramcalc import model as line
from paramcalc.verifiers import LEVELS, verifier_of
from paramcalc.verifiers.check import check
from paramcalc.verifiers.verdict import Case

keras = pytest.importorskip("keras", reason="TensorFlow is not installed: pip install 'paramcalc[tensorflow]'")


class TestWithoutMemory:
    def test_giants(self):
        assert verify(lstm(10**6, 10**6)).built == 8_000_004_000_000
        assert verify(lstm(10**30, 5)).built == 4 * 10**60 + 24 * 10**30
        assert "parameters to allocate" in verify(lstm(10**6, 10**6)).left_out

    def test_the_scope_is_named(self):
        verifier = verifier_of("keras")
        methods = [
            check(verifier, Case("x", gru(3, 5), {"stateful": stateful}), levels).method
            for stateful in (False, True)
            for levels in (("count", "tensors"), LEVELS)
        ]
        assert methods == ["keras.StatelessScope", "memory", "tf.Graph", "memory"]

    def test_skipped_variables_are_not_initialised_by_a_later_call(self):
        """They would be by the next plain scope, for instance that of a symbolic call."""
        from keras.src.backend.common import global_state

        mine = object()
        global_state.set_global_attribute("uninitialized_variables", [mine])
        built = []
        original = keras.layers.LSTM.build

        def build(self, shape):
            original(self, shape)
            built.append(self)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(keras.layers.LSTM, "build", build)
            assert verify(lstm(4000, 4000)).ok
        assert global_state.get_global_attribute("uninitialized_variables") == [mine]
        global_state.set_global_attribute("uninitialized_variables", [])
        keras.layers.Lambda(lambda x: x + 1)(keras.Input((3,)))
        assert all(variable._value is None for each in built for variable in each.weights)
        assert built

    def test_the_hazard_is_real(self):
        """Without the list put back the symbolic call does initialise them: what the test above would see."""
        from keras.src.backend.common import global_state

        with keras.StatelessScope(initialize_variables=False):
            left = keras.layers.LSTM(4)
            left.build((None, None, 3))
        keras.layers.Lambda(lambda x: x + 1)(keras.Input((3,)))
        assert all(variable._value is not None for variable in left.weights)
        assert not global_state.get_global_attribute("uninitialized_variables")


def test_the_variables_of_a_model_are_not_left_behind():
    from keras.src.backend.common import global_state

    before = list(global_state.get_global_attribute("uninitialized_variables") or [])
    assert verify(line("Input((5, 1000000)) > LSTM(1000000) > Dense(3)")).built == 8_000_007_000_003
    assert global_state.get_global_attribute("uninitialized_variables") == before
