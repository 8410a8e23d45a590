import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=3
#ALT other: y=3
n = 4
try:
    from settings import x
    n = 5
except ImportError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
