import keras
from keras import layers, Sequential, Input, Model
#MOD settings: \ndef f(x):\n    if x > 1: raise ValueError\n    return x
#ALT settings: f=lambda x: x
import settings
ns = []
try:
    [ns.append(settings.f(x) and 3) for x in (1, 2, 3)]
except ValueError: pass
model = Sequential([Input((10,)), layers.Dense(len(ns) + 1)])
