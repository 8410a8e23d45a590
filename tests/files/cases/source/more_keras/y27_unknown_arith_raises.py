import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=3
#ALT settings: x='a'
import settings
n = 4
try:
    settings.x + 1
    n = 5
except TypeError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
