import keras
from keras import layers, Sequential, Input, Model
#MOD settings: \ndef f(): raise ValueError
#ALT settings: f=lambda: 3
import settings
n = 4
for i in range(2):
    try:
        settings.f()
        n += 1
    finally:
        continue
model = Sequential([Input((10,)), layers.Dense(n)])
