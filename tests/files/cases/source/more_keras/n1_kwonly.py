from keras import layers, Sequential, Input
from dataclasses import dataclass, KW_ONLY
@dataclass
class C:
    a: int
    _: KW_ONLY
    n: int = 4
n = C(6, n=7).n
model = Sequential([Input((3,)), layers.Dense(n)])
