import keras
from keras import layers, Sequential, Input, Model
#MOD settings: act='relu'
#ALT settings: act='tanh'
import settings
model = Sequential([Input((10,)), layers.Dense(4, activation=settings.act)])
