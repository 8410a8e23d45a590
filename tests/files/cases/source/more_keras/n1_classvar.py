from keras import layers, Sequential, Input
from dataclasses import dataclass
from typing import ClassVar
@dataclass
class C:
    k: ClassVar[int] = 3
    n: int = 4
n = C(6).n
model = Sequential([Input((3,)), layers.Dense(n)])
