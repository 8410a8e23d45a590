import keras
from keras import layers, Sequential, Input, Model
#MOD settings: call=lambda f: f()
#ALT settings: call=lambda f: 0
import settings
n = 3
def inner():
    global n
    n = 5
def outer(): inner()
settings.call(outer)
model = Sequential([Input((10,)), layers.Dense(n)])
