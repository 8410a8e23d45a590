import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
n = 4
if settings.flag: n = 8
if not settings.flag: n = 8
model = Sequential([Input((10,)), layers.Dense(n)])
