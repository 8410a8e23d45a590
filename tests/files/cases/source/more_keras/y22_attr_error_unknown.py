import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=3
#ALT settings: y=3
n = 4
import settings
try:
    settings.x
    n = 5
except AttributeError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
