from keras import layers, Sequential, Input
from dataclasses import dataclass, field, fields
@dataclass
class C:
    a: int = field(default=3, init=False)
    l: list = field(default_factory=lambda: [1, 2])
c = C(); C().l.append(3)
n = c.a + len(c.l) + len(fields(c))
model = Sequential([Input((3,)), layers.Dense(n)])
