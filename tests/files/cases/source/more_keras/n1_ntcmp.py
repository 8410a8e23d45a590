from keras import layers, Sequential, Input
from collections import namedtuple
P = namedtuple('P', 'a b', defaults=[5])
p = P(3)
n = 4 if p == (3, 5) else 6
a, b = p
n += a + b + p._replace(a=9).a + len(p._fields) + p[1]
model = Sequential([Input((3,)), layers.Dense(n)])
