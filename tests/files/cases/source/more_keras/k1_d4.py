import settings
from keras import layers, Sequential, Input
a = layers.Dense(6)
settings.f()
b = layers.Dense(6)
model = Sequential([Input((3,)), a, b])
for l in model.layers:
    if l.name == 'dense_1': l.trainable = False
#MOD settings: f = lambda: None
#ALT settings: import keras\nf = lambda: keras.layers.Dense(3)
