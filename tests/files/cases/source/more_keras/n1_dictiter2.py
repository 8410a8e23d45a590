from keras import layers, Sequential, Input
d = {'a': 1, 'b': 2}
n = 3
try:
    for k in d.keys(): d[k + 'x'] = 1
    n = 5
except RuntimeError: n = 7
model = Sequential([Input((3,)), layers.Dense(n)])
