from keras import layers, Sequential, Input
d = {'a': 3}
for i, (k, v) in enumerate(d.items(), 2): n = i + v
model = Sequential([Input((3,)), layers.Dense(n)])
