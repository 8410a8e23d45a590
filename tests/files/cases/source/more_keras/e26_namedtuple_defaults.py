import keras
from keras import layers, Sequential, Input, Model
from typing import NamedTuple
class C(NamedTuple):
    units: int
    depth: int = 3
c = C(5)._replace(depth=2)
u, d = c
model = Sequential([Input((10,)), *[layers.Dense(u) for _ in range(d)]])
