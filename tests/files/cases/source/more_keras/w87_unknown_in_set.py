import keras
from keras import layers, Sequential, Input, Model
#MOD settings: a=4
#ALT settings: a=5
import settings
s = {4, settings.a}
model = Sequential([Input((10,)), layers.Dense(len(s))])
