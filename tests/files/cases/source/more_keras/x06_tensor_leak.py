import keras
from keras import layers, Sequential, Input, Model
#MOD settings: import keras; top=lambda x: keras.layers.Dense(9)(x)
#ALT settings: top=lambda x: x
import settings
i = Input((10,))
x = settings.top(layers.Dense(4)(i))
model = Model(i, layers.Dense(2)(x))
