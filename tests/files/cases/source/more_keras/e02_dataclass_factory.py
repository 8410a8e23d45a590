import keras
from keras import layers, Sequential, Input, Model
from dataclasses import dataclass, field
@dataclass
class C:
    sizes: list = field(default_factory=lambda: [8])
a = C(); b = C()
a.sizes.append(4)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in b.sizes]])
