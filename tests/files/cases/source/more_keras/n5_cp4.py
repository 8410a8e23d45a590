from keras import layers, Sequential, Input
import copy
from dataclasses import dataclass, field
@dataclass
class C:
    l: list = field(default_factory=list)
c = C(); d = copy.deepcopy(c); e = copy.copy(c)
d.l.append(1); e.l.append(2); e.l = [1, 2, 3]
n = len(c.l) + len(d.l) + len(e.l)
model = Sequential([Input((3,)), layers.Dense(n)])
