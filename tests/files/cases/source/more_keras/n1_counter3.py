from keras import layers, Sequential, Input
from collections import Counter
c = Counter('aab') | Counter('b')
n = c['b'] + 1
try:
    c.update(['a'])
    n = c['a']
except ValueError: n = 9
model = Sequential([Input((3,)), layers.Dense(n)])
