import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k=0
#ALT settings: k=1
import settings
model = Sequential([Input((10,)), layers.Dense(4), layers.Dense(3)])
model.layers[settings.k].trainable = False
