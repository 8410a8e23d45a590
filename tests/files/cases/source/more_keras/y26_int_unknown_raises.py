import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x='3'
#ALT settings: x='a'
import settings
n = 4
try:
    int(settings.x)
    n = 5
except ValueError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
