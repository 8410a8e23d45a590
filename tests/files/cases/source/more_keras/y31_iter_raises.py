import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k=[3]
#ALT settings: k=3
import settings
n = 4
try:
    for _ in settings.k: n = 4
    n = 5
except TypeError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
