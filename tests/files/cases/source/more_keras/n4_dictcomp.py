from keras import layers, Sequential, Input
d = {k: v for k, v in zip('ab', (3, 4)) if v > 3}
n = d['b'] + len(d)
model = Sequential([Input((3,)), layers.Dense(n)])
