import keras
from keras import layers, Sequential, Input, Model
#MOD settings: k=0
#ALT settings: k=9
import settings
n = 4
try:
    [1, 2][settings.k]
    n = 5
except IndexError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
