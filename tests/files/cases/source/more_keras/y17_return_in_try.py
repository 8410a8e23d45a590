import keras
from keras import layers, Sequential, Input, Model
#MOD settings: \ndef f(): raise ValueError
#ALT settings: f=lambda: 3
import settings
def g():
    try:
        settings.f()
        return 5
    except ValueError:
        pass
    return 6
model = Sequential([Input((10,)), layers.Dense(g())])
