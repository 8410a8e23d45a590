from keras import layers, Sequential, Input
from dataclasses import dataclass
@dataclass
class P:
    x: int
    y: int = 3
match P(2):
    case P(x=2, y=4): n = 1
    case P(2, z): n = z
model = Sequential([Input((3,)), layers.Dense(n)])
