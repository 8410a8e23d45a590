from keras import layers, Sequential, Input
from collections import namedtuple
P = namedtuple('P', 'a b')
try: n = P._make([3, 4]).b
except AttributeError: n = 9
model = Sequential([Input((3,)), layers.Dense(n)])
