from keras import layers, Sequential, Input
d = {'a': 1, 'b': 4}
vs = d.values()
d['a'] = 6
n = sum(vs)
model = Sequential([Input((3,)), layers.Dense(n)])
