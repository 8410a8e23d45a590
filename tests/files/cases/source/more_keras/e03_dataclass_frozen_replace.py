import keras
from keras import layers, Sequential, Input, Model
from dataclasses import dataclass, replace
@dataclass(frozen=True)
class C:
    units: int = 8
    bias: bool = True
c = replace(C(), bias=False)
try:
    c.units = 99
except Exception:
    pass
model = Sequential([Input((10,)), layers.Dense(c.units, use_bias=c.bias)])
