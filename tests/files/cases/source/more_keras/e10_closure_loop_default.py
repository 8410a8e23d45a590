import keras
from keras import layers, Sequential, Input, Model
fs = [lambda u=u: layers.Dense(u) for u in (4, 8, 16)]
model = Sequential([Input((10,)), fs[0](), fs[1]()])
