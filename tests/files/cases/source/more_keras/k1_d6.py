import numpy as np
import settings
from keras import layers, Sequential, Input
a = layers.Dense(6)
x = settings.things
for y in x: pass
b = layers.Dense(6)
model = Sequential([Input((3,)), a, b])
for l in model.layers:
    if l.name == 'dense_1': l.trainable = False
#MOD settings: things = []
#ALT settings: import keras\nclass C:\n  def __iter__(self): keras.layers.Dense(3); return iter([])\nthings=C()
