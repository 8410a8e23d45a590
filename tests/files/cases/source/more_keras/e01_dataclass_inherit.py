import keras
from keras import layers, Sequential, Input, Model
from dataclasses import dataclass, field
@dataclass
class Base:
    units: int = 8
    depth: int = 2
@dataclass
class Wide(Base):
    depth: int = 1
    units: int = 32
cfg = Wide(16)
model = Sequential([Input((10,)), *[layers.Dense(cfg.units) for _ in range(cfg.depth)]])
