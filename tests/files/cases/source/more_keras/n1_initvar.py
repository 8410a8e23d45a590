from keras import layers, Sequential, Input
from dataclasses import dataclass, InitVar
@dataclass
class C:
    a: InitVar[int]
    n: int = 4
    def __post_init__(self, a): self.n = self.n + a
n = C(6).n
model = Sequential([Input((3,)), layers.Dense(n)])
