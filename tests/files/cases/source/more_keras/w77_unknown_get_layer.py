import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k='a'
#ALT settings: k='b'
import settings
model = Sequential([Input((10,)), layers.Dense(4, name='a'), layers.Dense(3, name='b')])
model.get_layer(settings.k).trainable = False
