from keras import layers, Sequential, Input
from enum import Enum
class E(Enum):
    A = 1
    B = 2
n = 3 if E.A == 1 else 5
n += len(E) + [e.value for e in E][1] + (E(2) is E.B) + len(E['A'].name)
model = Sequential([Input((3,)), layers.Dense(n)])
