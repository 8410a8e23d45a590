from keras import layers, Sequential, Input
from enum import IntEnum
class E(IntEnum):
    A = 4
    B = 2
n = E.A + (3 if E.A == 4 else 5)
model = Sequential([Input((3,)), layers.Dense(n)])
