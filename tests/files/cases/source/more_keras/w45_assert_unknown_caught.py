import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
n = 4
try:
    assert settings.flag
    n = 6
except AssertionError:
    pass
model = Sequential([Input((10,)), layers.Dense(n)])
