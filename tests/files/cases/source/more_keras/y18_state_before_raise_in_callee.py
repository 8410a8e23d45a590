import keras
from keras import layers, Sequential, Input, Model
#MOD settings: \ndef f(): raise ValueError
#ALT settings: f=lambda: 3
import settings
n = 1
def g():
    global n
    n = 2
    settings.f()
    n = 1
try: g()
except ValueError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
