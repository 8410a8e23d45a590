import keras
from keras import layers, Sequential, Input, Model
#MOD settings: \ndef f(): raise ValueError
#ALT settings: f=lambda: 3
import settings
n = 4
def g():
    global n
    try:
        settings.f()
        n = 5
    finally:
        return 1
g()
model = Sequential([Input((10,)), layers.Dense(n)])
