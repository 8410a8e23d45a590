from keras import layers, Sequential, Input
d = {'a': 1}
ks = d.keys()
d['b'] = 2
n = len(ks)
model = Sequential([Input((3,)), layers.Dense(n)])
