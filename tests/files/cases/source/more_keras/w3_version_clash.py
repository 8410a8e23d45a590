import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=False\ndef check(): raise ValueError
#ALT settings: flag=True\ndef check(): raise ValueError
import settings
n = 1
try:
    if settings.flag:
        n = 1
        settings.check()
    else:
        n = 2
        settings.check()
    n = 1
except Exception:
    pass
model = Sequential([Input((10,)), layers.Dense(n)])
