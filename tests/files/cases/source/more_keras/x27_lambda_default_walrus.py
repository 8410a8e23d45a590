import keras
from keras import layers, Sequential, Input, Model
xs = [(lambda v=(w := i * 2): v + w)() for i in (1, 2)] if False else [3]
f = lambda *a, k=2, **kw: len(a) + k + len(kw)
model = Sequential([Input((10,)), layers.Dense(f(1, 2, z=3)), layers.Dense(f(k=4)), layers.Dense(xs[0])])
