import keras
from keras import layers, Sequential, Input, Model
#MOD helper: def each(f, n=2): [f() for _ in range(n)]
from helper import each
model = Sequential([Input((10,))])
each(lambda: model.add(layers.Dense(4)))
model.add(layers.Dense(1))
