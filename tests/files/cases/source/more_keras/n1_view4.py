from keras import layers, Sequential, Input
d = {'a': 1, 'b': 4}
try: n = d.values()[0]
except TypeError: n = 7
model = Sequential([Input((3,)), layers.Dense(n)])
