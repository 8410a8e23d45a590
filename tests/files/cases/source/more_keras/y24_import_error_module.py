import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=3
#ALT other: y=3
n = 4
try:
    import settings
    n = 5
except ImportError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
