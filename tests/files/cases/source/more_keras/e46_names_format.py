import keras
from keras import layers, Sequential, Input, Model
i = x = Input((10,))
for k in range(3):
    x = layers.Dense(4, name=f'block{k + 1:02d}_dense')(x)
model = Model(i, x)
for l in model.layers:
    if l.name.startswith('block') and int(l.name[5:7]) < 3: l.trainable = False
