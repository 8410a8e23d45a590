import keras
from keras import layers, Sequential, Input, Model
fs = []
for u in (4, 8, 16):
    fs.append(lambda: layers.Dense(u))
model = Sequential([Input((10,)), fs[0](), fs[1]()])
