import keras
from keras import layers, Sequential, Input, Model
model = Sequential(name='m')
model.add(Input((10,)))
for l in [layers.Dense(8)] * 1 + [layers.Dense(4)]:
    model.add(l)
model.get_layer(index=0).trainable = False
