from keras import layers, Sequential, Input
from abc import ABC
class A(ABC): pass
class B: pass
n = 2
try:
    A.register(B)
    n = 4 if isinstance(B(), A) else 5
except AttributeError: n = 6
model = Sequential([Input((3,)), layers.Dense(n)])
