import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
base = Sequential([Input((10,)), layers.Dense(8), layers.Dense(2)])
base.trainable = settings.f
base.trainable = True
model = base
