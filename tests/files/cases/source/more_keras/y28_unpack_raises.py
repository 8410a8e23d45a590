import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=(3, 4)
#ALT settings: x=(3,)
import settings
n = 4
try:
    a, b = settings.x
    n = 5
except ValueError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
