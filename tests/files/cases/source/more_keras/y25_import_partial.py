import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=3
#ALT other: y=3
n = 4
try:
    n = 6
    import settings
    n = 4
except Exception: pass
model = Sequential([Input((10,)), layers.Dense(n)])
