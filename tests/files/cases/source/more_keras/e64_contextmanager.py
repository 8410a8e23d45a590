import keras
from keras import layers, Sequential, Input, Model
from contextlib import contextmanager
state = [4]
@contextmanager
def wider(k):
    state[0] *= k
    yield state[0]
    state[0] //= k
with wider(4) as u:
    d = layers.Dense(u)
model = Sequential([Input((10,)), d, layers.Dense(state[0])])
