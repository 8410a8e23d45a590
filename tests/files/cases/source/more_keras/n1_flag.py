from keras import layers, Sequential, Input
from enum import Flag, auto
class F(Flag):
    A = auto()
    B = auto()
    C = auto()
n = F.C.value
model = Sequential([Input((3,)), layers.Dense(n)])
