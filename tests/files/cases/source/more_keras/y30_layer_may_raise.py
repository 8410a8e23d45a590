import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k=3
#ALT settings: k=-3
import settings
n = 4
try:
    layers.Dense(settings.k)
    n = 5
except ValueError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
