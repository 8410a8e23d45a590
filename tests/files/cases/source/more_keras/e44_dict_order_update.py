import keras
from keras import layers, Sequential, Input, Model
d = {'a': 4, 'b': 8}
d['a'] = d.pop('a') * 2
model = Sequential([Input((10,))])
for u in d.values(): model.add(layers.Dense(u))
model.layers[0].trainable = False
