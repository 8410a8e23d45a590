from keras import layers, Sequential, Input
d = {'a': 1, 'b': 4}
it = iter(d.items())
k, v = next(it)
n = v + len(list(it)) + max(d.values())
model = Sequential([Input((3,)), layers.Dense(n)])
